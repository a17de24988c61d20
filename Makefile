# Everything a person or CI does with this repository. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
CARGO ?= cargo
LOCKED := --locked
# The toolchain that `scripts/setup` may have installed is not on PATH yet in the shell that ran it.
export PATH := $(HOME)/.cargo/bin:$(PATH)

.PHONY: help setup oracle build run test e2e lint house unit doc rooms bless fuzz-build bench-smoke bench bench-peers bench-secrets bench-sbom bench-advisories bench-oracle corpus test-peers accept fuzz docs clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## Install what is missing (as root on Debian), or say what is
	@scripts/setup

oracle: ## Install Helm's engine and kubectl, with which renderings are compared, into target/oracle
	@scripts/oracle

build: setup ## Build the program: target/release/sekimori
	$(CARGO) build $(LOCKED) --release -p sekimori

run: build ## Set up, build, scan the example, say where to look
	@scripts/run-example

# CI compares with Helm and kubectl themselves; elsewhere the tests say when they cannot.
test: setup $(if $(CI),oracle) lint unit test-peers doc rooms fuzz-build bench-smoke bless ## All gates, cheapest first

lint: ## Format and lints
	rustfmt --check --edition 2024 $$(git ls-files -co --exclude-standard '*.rs')
	$(CARGO) clippy $(LOCKED) --workspace --all-targets -- -D warnings

unit: ## All tests, the house rules and the examples among them
	if $(CARGO) nextest --version >/dev/null 2>&1; then \
	  $(CARGO) nextest run $(LOCKED) --workspace --no-fail-fast; \
	else \
	  $(CARGO) test $(LOCKED) --workspace --no-fail-fast --lib --bins --tests; \
	fi

# The tests themselves are cheap to build; what they run is what is delivered.
e2e: setup ## Whole systems, registries and an image of 2 GB, too heavy for every day (as root on Debian)
	@scripts/e2e-tools
	$(CARGO) build $(LOCKED) --release -p sekimori -p sekimori-tests
	SEKIMORI_BIN=$(abspath $(or $(CARGO_TARGET_DIR),target)/release/sekimori) \
	SEKIMORI_DEBIAN_ROOT=$(abspath $(or $(CARGO_TARGET_DIR),target)/e2e/debian) \
	  $(CARGO) test $(LOCKED) -p sekimori-tests --test e2e -- --ignored

doc: ## Examples in documentation, and the documentation itself
	$(CARGO) test $(LOCKED) --workspace --doc
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(LOCKED) --workspace --no-deps

rooms: ## Each pure room builds alone, with no feature that another room switched on
	for room in model text parse vuln catalog render secrets scan; do $(CARGO) check $(LOCKED) -q -p sekimori-$$room; done

fuzz-build: ## The fuzz targets still compile
	for room in crates/*/fuzz; do \
	  $(CARGO) check $(LOCKED) -q --manifest-path $$room/Cargo.toml --target-dir target/fuzz-check || exit 1; \
	done

bench-smoke: ## The benchmarks still run, once
	$(CARGO) bench $(LOCKED) -q --workspace --benches -- --test

bless: ## Nothing that is generated has changed
	@if [ -d .git ] && [ -n "$$(git status --porcelain -- docs)" ]; then \
	  git --no-pager diff --stat -- docs; echo "docs/ changed while the tests ran: run BLESS=1 cargo test and commit" >&2; \
	  [ -z "$${CI:-}" ] || exit 1; \
	fi

bench: setup ## Megabytes and objects a second, CPU seconds and peak memory of whole commands
	$(CARGO) build $(LOCKED) --release -p sekimori -p sekimori-tests
	$(CARGO) bench $(LOCKED) -p sekimori-parse -p sekimori-scan -p sekimori-secrets -p sekimori-vuln --benches
	target/release/measure

bench-peers: setup ## Cost and agreement beside Trivy and checkov, which are installed into target/peers
	$(CARGO) build $(LOCKED) --release -p sekimori -p sekimori-tests
	bench/peers/run

bench-secrets: setup ## Truth and cost of the search for secrets beside Kingfisher, Betterleaks and gitleaks
	$(CARGO) build $(LOCKED) --release -p sekimori -p sekimori-tests
	bench/secrets/run

bench-sbom: setup ## Packages and cost of bills of materials beside Trivy and Syft, and outside validators
	$(CARGO) build $(LOCKED) --release -p sekimori
	bench/sbom/run

bench-advisories: setup ## Advisories of a lockfile and their cost beside cargo-audit
	$(CARGO) build $(LOCKED) --release -p sekimori
	bench/advisories/run

CORPUS_SEED ?= 2
CORPUS_EACH ?= 40
corpus: ## Search CORPUS_EACH (40) files for each sample of a secret, half of them by CORPUS_SEED
	SEKIMORI_CORPUS_SEED=$(CORPUS_SEED) SEKIMORI_CORPUS_EACH=$(CORPUS_EACH) \
	  $(CARGO) test $(LOCKED) -q --release -p sekimori-tests --test secrets_corpus

bench-oracle: setup oracle ## CPU seconds for 200 charts of 20 templates, beside Helm's engine
	$(CARGO) build $(LOCKED) -q --release -p sekimori-render --example render_charts
	bench/charts/run

test-peers: ## Tests of what compares with Trivy and checkov; runs neither
	@if command -v python3 >/dev/null 2>&1; then \
	  python3 -B -m unittest discover -q -s bench/peers; \
	else \
	  echo "test-peers: python3 is missing, so bench/peers is not tested" >&2; \
	fi

accept: setup ## Run the acceptance sets of a folder: make accept DATA=DIR
	@[ -n "$(DATA)" ] || { echo "say which folder: make accept DATA=DIR" >&2; exit 64; }
	$(CARGO) build $(LOCKED) -q --release -p sekimori -p sekimori-tests
	target/release/accept "$(DATA)"

FUZZ_SECONDS ?= 600
FUZZ ?= yaml
fuzz: setup ## Fuzz the YAML path for FUZZ_SECONDS (600), or with FUZZ=apparmor, archive, bzip2, cvss, database, decode, ignores, jar, layer, notification, packages, patch, pattern, records, rpm, sbom, template, versions, vex another target
	$(CARGO) fuzz --version >/dev/null 2>&1 || $(CARGO) install cargo-fuzz --locked
	cd $(patsubst %/fuzz/fuzz_targets/$(FUZZ).rs,%,$(wildcard crates/*/fuzz/fuzz_targets/$(FUZZ).rs)) && RUSTC_BOOTSTRAP=1 $(CARGO) fuzz run $(FUZZ) -- -max_total_time=$(FUZZ_SECONDS) -max_len=$(if $(filter rpm,$(FUZZ)),12288,4096) -timeout=10 $(if $(wildcard crates/*/fuzz/$(FUZZ).dict),-dict=fuzz/$(FUZZ).dict)

docs: ## Rewrite the generated files
	BLESS=1 $(CARGO) test $(LOCKED) -q -p sekimori-tests --test house

clean: ## Remove what was built
	$(CARGO) clean
