# The front door for people: `make help` lists what there is.
# Every target sets up what it needs by itself (scripts/setup.sh), and costs no time when it is there.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Tools that set-up fetched for this checkout alone, then the system's, then rustup's usual place.
export PATH := $(CURDIR)/.cache/tools/bin:$(PATH):$(HOME)/.cargo/bin
export CARGO_TERM_PROGRESS_WHEN ?= auto

CLIENT := apps/web/dist/index.html
CLIENT_SOURCES := package-lock.json \
  $(shell find apps/web packages -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

.PHONY: help run build test check fmt figures pictures setup-build setup-test

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name words; do \
	  printf '  make %-9s %s\n' "$$name" "$$words"; done

run: build ## build, then start the server on http://localhost:8080 (more: make run ARGS='--listen 0.0.0.0:8443')
	target/release/vestibule serve $(ARGS)

build: setup-build $(CLIENT) ## the release binary with the web client inside: target/release/vestibule
	cargo build --release --locked -p server

test: setup-test $(CLIENT) ## everything that must hold: lints, Rust tests on both databases, client tests, browser stories
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	scripts/postgres.sh run cargo test --locked --workspace
	npm run check
	npm test
	npm run stories -w e2e

check: setup-build ## fast: does it compile, is it formatted, do the linters agree
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	npm run check

fmt: setup-build ## format Rust and TypeScript
	cargo fmt --all
	npm run fmt

figures: setup-test build ## measure what the release build must show, as a table
	VESTIBULE_BINARY=$(CURDIR)/target/release/vestibule npm run figures -w e2e

pictures: setup-test build ## draw the pictures of docs/pictures afresh
	VESTIBULE_BINARY=$(CURDIR)/target/release/vestibule npm run pictures -w e2e

setup-build:
	@scripts/setup.sh build

setup-test:
	@scripts/setup.sh test

# The web client, built again only when one of its sources is newer. After set-up, hence the order-only part.
$(CLIENT): $(CLIENT_SOURCES) | setup-build
	npm run build
	@touch $@
