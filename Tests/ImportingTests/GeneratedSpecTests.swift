import Foundation
import Importing
import LabSupport
import NetTypes
import OrderedCollections
import Profiles
import Testing
import Topology

/// What `profile export` writes for specs at random, imported.
struct GeneratedSpecTests {
    @Test func `profiles that a spec became are that spec again`() throws {
        var (valid, kinds) = (0, Set<InterfaceKind>())
        let count = try Fuzzing.run("specs to keyfiles and back", atLeast: 200) { random in
            let spec = GeneratedSpec(random)
            guard let topology = try? Topology(validating: [SpecSource(name: "spec", text: spec.text)]) else { return }
            valid += 1
            kinds.formUnion(topology.interfaces.values.map(\.kind.name))
            try check(topology, spec.text)
        }
        #expect(valid * 10 > count * 7, "\(valid) of \(count) specs are right")
        #expect(kinds == Set(InterfaceKind.allCases), "\(kinds)")
        if ProcessInfo.processInfo.environment["FUZZ_COUNT"] != nil { print("\(valid) of \(count) specs are right") }
    }

    private func check(_ topology: Topology, _ text: String) throws {
        let made = ProfileSet(for: topology)
        let files = try made.profiles.map { name, profile in
            ImportFile(name: "\(name).nmconnection", text: try KeyfileFormat.text(of: profile))
        }
        let imported = try ImportFormat.keyfiles.read(files.sorted { $0.name < $1.name })
        #expect(imported.notices.isEmpty, "\(imported.notices.map(\.text))\n\(text)")
        let written = try imported.spec(head: [])
        let again: Topology
        do {
            again = try Topology(validating: [SpecSource(name: "spec", text: written)])
        } catch {
            Issue.record("\(error.diagnostics.map(\.message))\n\(text)\n\(written)")
            return
        }
        let (before, after) = (interfaces(topology), interfaces(again))
        for name in Set(before.keys).union(after.keys) where before[name] != after[name] {
            Issue.record(
                "\(name): \(before[name].map { "\($0)" } ?? "nothing") is\n\(after[name].map { "\($0)" } ?? "nothing")\n\(text)\n\(written)"
            )
        }
        let remade = ProfileSet(for: again).profiles
        for (name, profile) in made.profiles {
            #expect(remade[name]?.settings == profile.settings, "\(name)\n\(text)\n\(written)")
        }
        #expect(remade.count == made.profiles.count, "\(text)\n\(written)")
    }

    /// The interfaces with their ports and bonds' options in one order: profiles have none.
    private func interfaces(_ topology: Topology) -> [InterfaceName: Interface] {
        Dictionary(
            topology.interfaces.map { name, interface in
                let interface = interface.with(ports: interface.ports.sorted())
                guard case .bond(let bond) = interface.kind else { return (name, interface) }
                var options = bond.options
                options.sort { $0.key < $1.key }
                let kind = Bond(mode: bond.mode, options: options, ports: bond.ports, mac: bond.mac)
                var ordered = Interface(
                    name: name, kind: .bond(kind), mtu: interface.mtu, attachment: interface.attachment,
                    ipv4: interface.ipv4, ipv6: interface.ipv6)
                ordered.common = interface.common
                return (name, ordered)
            }
        ) { first, _ in first }
    }
}
