# `make run` and `make test` are the two commands; `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test lint format check-supply walkthrough fidelity bench-compiler

# What pg_query's build needs beyond Rust (see scripts/libclang); set for every cargo command.
environment = eval "$$(scripts/libclang)"

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: graphiql ## Build the server and start it on http://127.0.0.1:4000
	@$(environment); exec cargo run --package tablewright-server --bin tablewright -- serve

build: graphiql ## Build the server
	@$(environment); cargo build --package tablewright-server --bin tablewright

test: graphiql ## Check format and lints, then run every test against real databases
	@$(environment); scripts/test

lint: graphiql ## Check format and lints only
	@$(environment); scripts/lint

format: ## Format the Rust code
	@cargo fmt --all

check-supply: ## Check licences, advisories and sources of the dependencies (needs cargo-deny)
	@cargo deny check

walkthrough: build ## Run tests/walkthrough on a server of its own and print what it sees
	@$(environment); scripts/with-databases cargo test --package tablewright-tests --test program walkthrough_on_the_embedded -- --nocapture

fidelity: graphiql ## Compare real schemas with what becomes of them, on their engines (SCHEMAS=folder for more)
	@$(environment); cargo build --workspace --all-targets --quiet; scripts/with-databases cargo run --quiet --package tablewright-tests --bin fidelity -- $(SCHEMAS)

bench-compiler: graphiql ## Measure the compiler, and its migrations beside other tools' (installs them under target/)
	@$(environment); scripts/bench-compiler

# --- GraphiQL ------------------------------------------------------------------------------
# The server embeds graphiql/dist, so it comes before anything is compiled.
.PHONY: graphiql
graphiql: graphiql/dist/index.html

graphiql_sources := $(shell find graphiql -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

graphiql/dist/index.html: $(graphiql_sources)
	@npm --prefix graphiql ci --no-audit --no-fund --loglevel=error
	@npm --prefix graphiql run --silent build
	@touch $@
