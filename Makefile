# 两条命令：make site 建示例站点，make test 跑全部测试。两者都先备好环境。
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
GONGKAI := $(BIN)/gongkai

.PHONY: site test lint bench setup clean

site: $(VENV)/.ready
	$(GONGKAI) build -s . -d public
	@echo "示例站点已生成：$(CURDIR)/public/index.html"
	@echo "预览：$(GONGKAI) serve"

test: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.ready-dev
	$(BIN)/python -m pip install --quiet -e ".[bench]"
	cd bench && ../$(BIN)/python run.py

setup: $(VENV)/.ready-dev

# Debian packs the venv module apart: root gets it installed, others are told.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本。"; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "安装 python3-venv……"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; fi; \
	  $(PYTHON) -m venv $(VENV) 2>/dev/null; } || \
	  { rm -rf $(VENV); echo "缺少 venv：请先运行 apt-get install python3-venv。"; exit 1; }

$(VENV)/.ready: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet -e ".[pdf]"
	@touch $@

$(VENV)/.ready-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet -e ".[dev]"
	@touch $@ $(VENV)/.ready

clean:
	rm -rf public .gongkai
