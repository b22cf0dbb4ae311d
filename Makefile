# Thin: every step is a script of its own in scripts/, so that it can be run and read alone.
#   make demo   install what is missing, build, run the check of the sample
#   make test   the same with QGIS, then every test
SHELL := /bin/sh
ROOT := $(CURDIR)
export LIBSPATIAL_ROOT := $(ROOT)

.PHONY: demo test build build-all setup setup-test rules-archive sample sample-large picture bench fuzz battery plugin deb qgis-matrix docs clean

demo: build
	@"$(ROOT)/scripts/demo.sh"

test: setup-test build-all
	@"$(ROOT)/scripts/test.sh"

build: setup
	@"$(ROOT)/scripts/build.sh"

build-all: setup
	@"$(ROOT)/scripts/build.sh" all

setup:
	@"$(ROOT)/scripts/setup.sh"

setup-test:
	@"$(ROOT)/scripts/setup.sh" test

# Makes sample_data/*.gpkg again from its seed, and what a check says of it; they are kept in the repository.
sample: build
	@"$(ROOT)/build/venv/bin/python3" "$(ROOT)/sample_data/generate.py"
	@"$(ROOT)/build/venv/bin/python3" "$(ROOT)/scripts/checked_sample.py"

# The whole region as a million parcels, for benchmarks: build/sample-large, not kept. make sample-large [PARCELS=1000000]
sample-large: build
	@"$(ROOT)/build/venv/bin/python3" "$(ROOT)/sample_data/generate.py" --large --parcels "$(or $(PARCELS),1000000)"

# Draws the pictures of the documents again: the map of the notebook first_steps, and the sample's plan.
picture: build
	@"$(ROOT)/build/venv/bin/python3" "$(ROOT)/scripts/tour.py"
	@"$(ROOT)/build/bin/libspatial" plan map "$(ROOT)/sample_data/jilin.gpkg" --out "$(ROOT)/docs/images/plan-map.png" --width 1000 --lang zh

# Us and the peers on the same files, in one run: make bench SIZE=10k | 100k | 1m [ONLY=postgis]
bench: build
	@"$(ROOT)/scripts/bench.sh" $(or $(SIZE),10k) $(if $(ONLY),--only $(ONLY))

# The long runs of the tests that draw their own cases, and the fuzzers: make fuzz ROUNDS=20 SECONDS=300, or RUNS=10000000 inputs each
fuzz: build-all
	@"$(ROOT)/scripts/fuzz.sh" "$(or $(ROUNDS),20)" "$(or $(SECONDS),300)"

# 3,000 bad inputs through the program, a check on a machine that fails, then the C++ tests under the address, undefined-behaviour and thread sanitizers: make battery COUNT=3000 SEED=1
battery: build
	@"$(ROOT)/scripts/battery.sh"

# The rule sets as they are today into the archive, and decisions by them: after a set has got a new version
rules-archive: build
	@"$(ROOT)/build/venv/bin/python3" "$(ROOT)/scripts/archive_rules.py"

# The QGIS plugin as a zip that the plugin store takes, checked against its rules: build/plugin/libspatial_qgis-<version>.zip
plugin:
	@python3 "$(ROOT)/scripts/plugin.py"

# The Python module as a Debian package for the Python of the system, which QGIS uses: build/deb
deb: build
	@"$(ROOT)/scripts/deb.sh"

# The tests of QGIS on 3.40 and 3.44, each in a Debian root of its own in build/qgis-roots, the engine built there: make qgis-matrix [SUITES=trixie]
qgis-matrix:
	@"$(ROOT)/scripts/qgis-matrix.sh" $(SUITES)

# The documentation as a site that opens without a network: build/docs/html. make docs [NOTEBOOKS=no]: shown, not executed
docs: build
	@"$(ROOT)/scripts/docs.sh" $(if $(filter no,$(NOTEBOOKS)),--no-notebooks)

clean:
	rm -rf "$(ROOT)/build"
