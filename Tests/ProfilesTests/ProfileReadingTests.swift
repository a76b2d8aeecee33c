import Foundation
import GLib
import LabSupport
import NetTypes
import OrderedCollections
import Profiles
import Testing
import Topology

/// Profiles that were made of a topology are read as that topology.
struct ProfileReadingTests {
    private static var specs: [(name: String, text: String)] {
        ["examples", "examples/compared"].flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: Fixture.repository + "/" + folder)) ?? []
            return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
                (try? Fixture.text("\(folder)/\(name)")).map { (name, $0) }
            }
        }
    }

    @Test func `the keyfiles of every example are read as the settings that they were made of`() throws {
        for (name, text) in Self.specs {
            let made = ProfileSet(for: try Topology(validating: [SpecSource(name: name, text: text)]))
            for (interface, profile) in made.profiles {
                let file = try Keyfile(parsing: KeyfileFormat.text(of: profile))
                let reading = KeyfileReading(file)
                #expect(reading.unread.isEmpty, "\(name), \(interface)")
                let read = reading.settings.filter { $0.key != "proxy" }
                let expected = profile.settings.merging(["802-3-ethernet": [:]]) { own, _ in own }
                for setting in Set(read.keys).union(expected.keys) {
                    let (one, other) = (read[setting] ?? [:], expected[setting] ?? [:])
                    #expect(one == other, "\(name), \(interface), \(setting)")
                }
            }
        }
    }

    @Test func `the profiles of every example make the same profiles after they were read`() throws {
        for (name, text) in Self.specs {
            let topology = try Topology(validating: [SpecSource(name: name, text: text)])
            let made = ProfileSet(for: topology)
            let profiles = OrderedDictionary(
                uniqueKeysWithValues: made.profiles.map { ($0.key, $0.value.settings) })
            let read = ProfileReading(profiles).interfaces
            #expect(Set(read.keys) == Set(profiles.keys), "\(name)")
            let written = try SpecWriter.text(of: read)
            do {
                let again = ProfileSet(for: try Topology(validating: [SpecSource(name: name, text: written)]))
                for (interface, profile) in made.profiles {
                    #expect(
                        again.profiles[interface]?.settings.without("user") == profile.settings.without("user"),
                        "\(name), \(interface):\n\(written)")
                }
            } catch {
                Issue.record("\(name): \(error)\n\(written)")
            }
        }
    }
}

extension Settings {
    fileprivate func without(_ setting: String) -> Settings { filter { $0.key != setting } }
}
