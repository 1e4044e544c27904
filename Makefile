# Everything from a fresh clone: `make run` opens the program, `make test` checks it.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
QT_LIBRARIES := libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4 \
	libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 \
	libx11-xcb1 fonts-dejavu-core

.PHONY: run test bench pictures lint install libraries clean

run: install
	@if $(BIN)/python -c 'import sys; from aeexplorer.display import has_display; sys.exit(not has_display())'; then \
		$(BIN)/aeexplorer; \
	else \
		echo "There is no display: running the demonstration without a window instead. Its pictures go to demo/."; \
		$(BIN)/aeexplorer --demo demo; \
	fi

test: install lint
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks

pictures: install
	QT_QPA_PLATFORM=offscreen $(BIN)/aeexplorer --tour resources/pictures

install: libraries $(VENV)/installed

# Installed anew only when the declaration of the project changes.
$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "aeexplorer needs Python 3.11 or newer; set PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

# Debian's libraries for Qt: installed only where some are missing and we may; else the one line to run is printed.
# Since 2024 some packages carry “t64” in their names.
libraries:
	@if command -v dpkg-query >/dev/null 2>&1; then \
		missing=""; \
		for library in $(QT_LIBRARIES); do \
			dpkg-query -W -f '$${Status}\n' $$library $${library}t64 2>/dev/null | grep -q 'ok installed' \
				|| missing="$$missing $$library"; \
		done; \
		if [ -n "$$missing" ]; then \
			{ [ "$$(id -u)" = 0 ] && apt-get update -qq \
				&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } \
			|| { echo "Qt needs some system libraries. Install them with:"; echo "  sudo apt-get install$$missing"; }; \
		fi; \
	fi

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
