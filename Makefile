# Every target stands alone. On Debian, as root, what is missing is installed first; Swift itself must be there.
SWIFT ?= swift
PREFIX ?= /usr/local
# Where the system looks for units and for other programs' completions; a packager says PREFIX=/usr.
UNITDIR ?= $(if $(filter /usr,$(PREFIX)),/usr/lib,/etc)/systemd/system
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions

SOURCES = Package.swift Sources Tests Benchmarks
# One flavour of release everywhere: no Swift runtime is needed where it runs.
RELEASE = $(SWIFT) build -c release --static-swift-stdlib --product
BINARY = .build/release/nm-topology
EXAMPLES = $(patsubst examples/%.yaml,%,$(wildcard examples/*.yaml))

.PHONY: all build release deps test test-systemd check lint fmt lab demo faults profiles bench install uninstall clean

all: build

build: deps
	$(SWIFT) build

release: deps
	$(RELEASE) nm-topology

# Debian packages, installed only when one is missing.
deps:
	@SWIFT="$(SWIFT)" .ci/deps

# make test FILTER=ApplyTests runs what matches.
test: deps
	SWIFT="$(SWIFT)" .ci/test $(FILTER)

# A host with the real systemd as PID 1, which does not always finish booting in the lab.
test-systemd: deps
	NM_TOPOLOGY_SYSTEMD=1 SWIFT="$(SWIFT)" .ci/test SystemdTests

check: lint build release test

lint:
	$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)

fmt:
	$(SWIFT) format --in-place --recursive --parallel $(SOURCES)

# A shell on a host with a real NetworkManager and the network around it; see lab/boot for more.
lab: release
	lab/boot

demo: release
	lab/demo

# The whole sweep: 240 power cuts and some 490 other runs, then some with bonds; lab/faults runs a part of it.
# JOBS=N hosts at once: a run mostly waits.
JOBS ?= 4
faults: release
	lab/faults --jobs $(JOBS) --runs 48 power
	lab/faults --jobs $(JOBS) --runs 10 message nm nm+tool tool guard guard+tool bus stop \
	  full-state full-profiles ro-state ro-profiles
	lab/faults --jobs 2 --lab uml --runs 6 power clock

# What the examples become, as the tests expect it.
profiles: build
	set -e; for e in $(EXAMPLES); do rm -rf profiles/$$e; mkdir -p profiles; \
	  .build/debug/nm-topology profile export examples/$$e.yaml --output profiles/$$e; chmod -R u=rwX,go=rX profiles/$$e; done

bench: release
	$(RELEASE) bench-floor
	Benchmarks/run
	Benchmarks/scale

install: $(BINARY)
	packaging/install "$(DESTDIR)" "$(PREFIX)" "$(UNITDIR)" "$(BASHDIR)" "$(ZSHDIR)"

uninstall:
	packaging/install --remove "$(DESTDIR)" "$(PREFIX)" "$(UNITDIR)" "$(BASHDIR)" "$(ZSHDIR)"

$(BINARY):
	$(MAKE) release

clean:
	rm -rf .build
