# Two commands: `make demo` shows the main job, `make test` runs everything.
# Both install what they need (Debian/Ubuntu: apt; elsewhere they say what is missing).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PACKAGES := pkg-config gcc libudev-dev python3 python3-venv \
	libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev gstreamer1.0-plugins-base \
	gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav \
	dosfstools mtools exfatprogs e2fsprogs fdisk sleuthkit ewf-tools
VENV := target/judges
DENY := target/tools/bin/cargo-deny
JUDGES := mavsdk==4.1.0 pymavlink==2.4.50 MAVProxy==1.8.75 pyulog==1.3.0 \
	stanag4609==0.4.0 klvdata==0.0.3

help: ## List what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12
.PHONY: help

packages: ## Install the system packages
	@.ci/packages $(PACKAGES)
.PHONY: packages

demo: packages ## Plan and fly a harbour patrol and a draught survey; read a seized drone's card
	cargo build --locked --bin missions --bin sim --bin onboard --bin forensics
	.ci/demo target/debug out/demo
.PHONY: demo

test: packages fmt-check clippy tests docs edges licences ## Run every check and every test
.PHONY: test

fmt-check: packages
	cargo fmt --all --check
.PHONY: fmt-check

clippy: packages
	cargo clippy --workspace --all-targets --locked -- -D warnings
.PHONY: clippy

tests: packages $(VENV)/ready
	SHEARWATER_JUDGES=$(abspath $(VENV)) cargo test --workspace --locked --no-fail-fast 2>&1 | tee target/tests.log
	@echo "skipped, for want of what they need: $$(grep -c 'skipped: ' target/tests.log)"
	@grep -o 'skipped: .*' target/tests.log | sort -u || true
.PHONY: tests

bench: packages ## Measure: planners against their baselines, the simulator against real time
	cargo bench --locked -p missions --bench lawnmower
	cargo bench --locked -p missions --bench parcels
	cargo bench --locked -p sim --bench real_time
	cargo bench --locked -p sim --bench film
	cargo bench --locked -p forensics --bench decode
.PHONY: bench

weights: packages ## Teach the network that reads draught figures again (minutes)
	cargo run --locked -p onboard --example train_glyphs -- onboard/src/vision/glyphs/weights.safetensors
.PHONY: weights

docs: packages
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
.PHONY: docs

edges: packages
	python3 .ci/edges.py
.PHONY: edges

licences: $(DENY)
	$(DENY) --log-level error --config .deny.toml check licenses
.PHONY: licences

$(VENV)/ready: Makefile | packages
	python3 -m venv $(VENV)
	$(VENV)/bin/pip --quiet install $(JUDGES)
	touch $@

$(DENY): | packages
	cargo install cargo-deny --version 0.20.2 --no-default-features --locked --root target/tools
