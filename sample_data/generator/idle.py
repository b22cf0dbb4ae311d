"""What happened on supplied lots: built, running, not yet due, and idle (闲置), which together have the wanted area."""

from . import accounts, official

STOPPED = "中止开发：资金不足"


def not_started(row, cause):
    row.update(started_on=None, built_share=0.0, invested_share=0.0, cause=cause, idle=True)


def stopped(rng, row):
    late = min(accounts.plus(row["start_by"], rng.integers(-100, 200)), "2019-10-31")
    row.update(started_on=late, built_share=round(rng.uniform(0.03, 0.3), 2), invested_share=round(rng.uniform(0.03, 0.22), 2), cause=STOPPED, idle=True)


def running(rng, row):
    """No lot that is idle by any reading of the rule: 1/3 and a quarter are passed, or work began within the last year and goes on."""
    due = row["start_by"] > "2020-01-03"
    if due and rng.random() < 0.5 or row["supplied_on"] > accounts.DAY:
        row.update(started_on=None, built_share=0.0, invested_share=0.0, cause=None, idle=False)
    elif due or rng.random() < 0.06:
        row.update(started_on=accounts.day(2020, rng.integers(100, 330)), built_share=0.1, invested_share=0.15, cause=None, idle=False)
    else:
        began = accounts.plus(row["start_by"], rng.integers(-200, 300))
        row.update(started_on=min(began, "2020-06-30"), built_share=round(rng.uniform(0.4, 1), 2), invested_share=round(rng.uniform(0.35, 1), 2), cause=None, idle=False)


def area(book, row):
    return sum(official.signed(book.mesh.xy[book.mesh.ring(c)]) for c in row["cells"]) / 1e6


def choose(book):
    """Idle lots with a little less than the wanted area; what is left over is returned, km²."""
    rng, left = book.rng, accounts.IDLE / 1e8
    beyond = [i for i, row in enumerate(book.supplies) if any(not book.on[c][0] for c in row["cells"])][:2]
    order = [*beyond, *map(int, rng.permutation(len(book.supplies)))]
    for i in order:
        row = book.supplies[i]
        size = abs(area(book, row))
        if "idle" in row:
            continue
        if row["start_by"] > "2019-12-30" or row.get("again") or size > left - accounts.SMALLEST or rng.random() < 0.3 and i not in beyond:
            running(rng, row)
            continue
        left -= size
        if rng.random() < 0.25:
            stopped(rng, row)
        else:
            not_started(row, str(rng.choice(accounts.CAUSES)))
    waiting = [row for row in book.supplies if row["idle"] and row["started_on"] is None]
    waiting[0]["started_on"] = "2021-04-15"  # begun after the reference date: idle on it
    waiting[1].update(supplied_on="2018-12-30", start_by="2019-12-30")  # a year and a day
    calm = next(row for row in book.supplies if not row["idle"] and row["started_on"] is None and row["supplied_on"] <= accounts.DAY)
    calm.update(supplied_on="2019-01-03", start_by="2020-01-03")        # not yet a year
    return left
