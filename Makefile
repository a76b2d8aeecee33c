# Every target stands alone. On Debian, as root, what is missing is installed first; Swift itself must be there.
SWIFT ?= swift
PREFIX ?= /usr/local
# Where the system looks for units and for other programs' completions; a packager says PREFIX=/usr.
UNITDIR ?= $(if $(filter /usr,$(PREFIX)),/usr/lib,/etc)/systemd/system
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d

SOURCES = Package.swift Sources Tests Benchmarks
# One flavour of release everywhere: neither Swift's runtime nor libstdc++ is needed where it runs (see Package.swift). Small
# code, a section for each function so that the linker can leave out what nobody calls, which it otherwise would not do with
# what is public (-internalize-at-link), and no debug information, as the linker would drop it.
RELEASE = $(SWIFT) build -c release --static-swift-stdlib -debug-info-format none -Xswiftc -Osize \
  -Xswiftc -Xfrontend -Xswiftc -function-sections -Xswiftc -Xfrontend -Xswiftc -internalize-at-link --product
STATIC = .build/static
BINARY = .build/release/nm-topology
EXAMPLES = $(patsubst examples/%.yaml,%,$(wildcard examples/*.yaml))

.PHONY: all build release deps test test-systemd test-versions check lint fmt lab demo faults profiles bench install uninstall deb rpm ansible test-ansible clean

all: build

build: deps
	$(SWIFT) build

release: deps
	mkdir -p $(STATIC)
	ln -sf "$$(ls -v /usr/lib/gcc/*/*/libstdc++.a | tail -n 1)" $(STATIC)
	packaging/unretain $(CURDIR)/$(STATIC) \
	  $$($(SWIFT) -print-target-info -static-stdlib | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')/linux/lib*.a \
	  >$(STATIC)/remap
	$(RELEASE) nm-topology -Xlinker --remap-inputs-file=$(CURDIR)/$(STATIC)/remap
	if readelf --dynamic $(BINARY) | grep -q RUNPATH; then chrpath --delete $(BINARY) >/dev/null; fi
	packaging/check $(BINARY)

# Debian packages, installed only when one is missing; packagers, who have them, say NODEPS=1.
deps:
	@$(if $(NODEPS),true,SWIFT="$(SWIFT)" .ci/deps)

# make test FILTER=ApplyTests runs what matches.
test: deps
	SWIFT="$(SWIFT)" .ci/test $(FILTER)

# A host with the real systemd as PID 1, which does not always finish booting in the lab.
test-systemd: deps
	NM_TOPOLOGY_SYSTEMD=1 SWIFT="$(SWIFT)" .ci/test SystemdTests

# The lab part of the tests on other NetworkManagers, each with the Debian of its age: 1.30, 1.52 and 1.58 (sid moves).
SUITES ?= bullseye trixie sid
test-versions: release
	SWIFT="$(SWIFT)" .ci/versions "$(SUITES)" $(or $(FILTER),LabTests)

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

# The whole sweep: some 1,100 runs in the native lab, 200 of them power cuts, then some with bonds and a clock that jumps.
# JOBS=N hosts at once: a run mostly waits, for deadlines of 10 s.
JOBS ?= 6
faults: release
	$(SWIFT) build --product faults-verdict
	FAULTS_VERDICT=.build/debug/faults-verdict lab/faults --jobs $(JOBS) --runs 30 power
	FAULTS_VERDICT=.build/debug/faults-verdict lab/faults --jobs $(JOBS) --runs 14 --every 2 message nm nm+tool tool guard keeper guards guard+tool guard+nm soft-reboot \
	  foreign hand full-run bus stop full-state full-profiles ro-state ro-profiles
	FAULTS_VERDICT=.build/debug/faults-verdict lab/faults --jobs $(JOBS) --runs 10 order
	FAULTS_VERDICT=.build/debug/faults-verdict lab/faults --jobs 2 --lab uml --runs 4 power hand order foreign soft-reboot clock

# What the examples become, as the tests expect it.
profiles: build
	set -e; for e in $(EXAMPLES); do rm -rf profiles/$$e; mkdir -p profiles; \
	  .build/debug/nm-topology profile export examples/$$e.yaml --output profiles/$$e; chmod -R u=rwX,go=rX profiles/$$e; done

bench: release
	$(RELEASE) bench-floor
	Benchmarks/run

install: $(BINARY)
	packaging/install "$(DESTDIR)" "$(PREFIX)" "$(UNITDIR)" "$(BASHDIR)" "$(ZSHDIR)" "$(FISHDIR)"

uninstall:
	packaging/install --remove "$(DESTDIR)" "$(PREFIX)" "$(UNITDIR)" "$(BASHDIR)" "$(ZSHDIR)" "$(FISHDIR)"

# A package for Debian and one for RPM's distributions, in .build/packages; both are made of the same `make install`.
deb: release
	packaging/deb

rpm: release
	packaging/rpm

# The Ansible collection, in .build/packages.
ansible: deps
	packaging/ansible .build/packages

# HOSTS=N: how many there are in the lab, 4 at least.
test-ansible: release
	lab/ansible-sanity
	lab/ansible $(HOSTS)

$(BINARY):
	$(MAKE) release

clean:
	rm -rf .build
