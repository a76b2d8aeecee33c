import LabSupport
import OrderedCollections
import Profiles
import Testing
import Topology

@Suite struct `The table of properties` {
    private static let samples = Sample.examples + Sample.hard

    @Test(arguments: samples)
    func `everything that is written has a row, and is of the type that the row says`(sample: Sample) throws {
        for profile in try sample.profiles().profiles.values {
            for (setting, properties) in profile.settings {
                for (property, value) in properties {
                    let row = try #require(Setting.row(setting, property), "\(setting).\(property) has no row")
                    #expect(row.form.signature == value.signature, "\(setting).\(property)")
                }
                _ = try #require(Setting.named(setting), "\(setting) is not in the table")
            }
        }
    }

    @Test func `a default has the type of its property`() {
        for setting in Setting.all {
            for row in setting.properties {
                if let usual = row.usual {
                    #expect(usual.signature == row.form.signature, "\(setting.name).\(row.name)")
                }
            }
        }
    }

    @Test func `every setting and every property stands in the table once`() {
        let names = Setting.all.map(\.name)
        #expect(Set(names).count == names.count)
        for setting in Setting.all { #expect(Set(setting.properties.map(\.name)).count == setting.properties.count) }
    }

    @Test func `every kind has the setting of its own type`() {
        for kind in InterfaceKind.allCases { #expect(Setting.named(kind.inProfiles.connectionType) != nil, "\(kind)") }
    }

    @Test func `what the table does not know is activated again`() {
        #expect(Setting.change(of: "ethtool", "feature-tso", from: nil, to: .bool(true)) == .activate)
        #expect(Setting.change(of: "vlan", "new-in-2030", from: nil, to: .bool(true)) == .activate)
        #expect(Setting.change(of: "connection", "new-in-2030", from: nil, to: .bool(true)) == .activate)
    }

    @Test func `what a profile does not say is never one of NetworkManager's defaults`() throws {
        for sample in Self.samples {
            for profile in try sample.profiles().profiles.values {
                for (setting, properties) in profile.settings {
                    for (property, value) in properties {
                        guard let row = Setting.row(setting, property), !row.isAlwaysSaid else { continue }
                        #expect(row.usual != value, "\(setting).\(property) of \(profile.interface)")
                    }
                }
            }
        }
    }
}

extension SettingValue {
    /// Its type on D-Bus.
    fileprivate var signature: String {
        switch self {
        case .string: "s"
        case .bool: "b"
        case .int32: "i"
        case .uint8: "y"
        case .uint16: "q"
        case .uint32: "u"
        case .int64: "x"
        case .uint64: "t"
        case .bytes: "ay"
        case .strings: "as"
        case .stringMap: "a{ss}"
        case .maps: "aa{sv}"
        }
    }
}
