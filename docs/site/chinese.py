"""Search in Chinese without a dictionary: every two neighbouring characters are a term, in the index and in what is asked, so that 开发边界 is found by 开发边界,
开发 or 边界 alike. The browser has no dictionary to cut a question with, so cutting the text with one would find single words only."""

import re

from sphinx.search.en import SearchEnglish

HAN = "\u3400-\u9fff"


class Search(SearchEnglish):
    lang = "zh"  # language_name stays that of the English stemmer, which the script is told by
    js_splitter_code = """
function splitQuery(query) {
  const found = [];
  for (const word of query.split(/[^\\p{Letter}\\p{Number}_]+/gu))
    for (const part of word.match(/[HAN]+|[^HAN]+/g) || []) {
      const letters = Array.from(part);
      if (!/[HAN]/.test(part) || letters.length < 3) found.push(part);
      else for (let i = 0; i + 1 < letters.length; i++) found.push(letters[i] + letters[i + 1]);
    }
  return found;
}
""".replace("HAN", HAN)

    def split(self, input):
        words = []
        for part in re.findall(rf"[{HAN}]+|[^\W{HAN}]+", input):
            if not re.match(f"[{HAN}]", part):
                words.append(part)
            else:
                words += [*part, *(part[i : i + 2] for i in range(len(part) - 1))]
        return words


def setup(app):
    app.add_search_language(Search)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
