import DBus
import NMBackend
import NMClient
import NetTypes
import Profiles
import Testing

/// What versions of NetworkManager send and take otherwise.
@Suite struct SettingsCoderTests {
    @Test func `a bond's port without options has no setting of its own before 1.34`() {
        let settings: Settings = ["bond-port": [:], "802-3-ethernet": [:]]
        #expect(SettingsCoder.encode(settings, for: NMVersion(1, 30, 6)).keys.sorted() == ["802-3-ethernet"])
        #expect(SettingsCoder.encode(settings, for: NMVersion(1, 34)).keys.contains("bond-port"))
        // What it says is not dropped: NetworkManager refuses it by name.
        let speaking: Settings = ["bond-port": ["queue-id": .uint32(2)]]
        #expect(SettingsCoder.encode(speaking, for: NMVersion(1, 30, 6)).keys.contains("bond-port"))
    }

    @Test func `an address generation mode that is not sent is stable-privacy before 1.40, and the default since`() {
        let dictionary: SettingsDictionary = ["ipv6": ["method": .string("auto")], "ipv4": ["method": .string("auto")]]
        #expect(SettingsCoder.decode(dictionary, from: NMVersion(1, 30, 6))["ipv6"]?["addr-gen-mode"] == .int32(1))
        #expect(SettingsCoder.decode(dictionary, from: NMVersion(1, 30, 6))["ipv4"]?["addr-gen-mode"] == nil)
        #expect(SettingsCoder.decode(dictionary, from: NMVersion(1, 40))["ipv6"]?["addr-gen-mode"] == nil)
        let eui64: SettingsDictionary = ["ipv6": ["addr-gen-mode": .int32(0)]]
        #expect(SettingsCoder.decode(eui64, from: NMVersion(1, 30, 6))["ipv6"]?["addr-gen-mode"] == .int32(0))
    }

    @Test func `name servers go in their old form before 1.42, and come back from it`() {
        let settings: Settings = ["ipv4": ["dns-data": .strings(["10.0.0.53"])]]
        let old = SettingsCoder.encode(settings, for: NMVersion(1, 30, 6))
        #expect(old["ipv4"]?["dns"] == .array(of: .uint32, [.uint32(0x3500_000a)]) && old["ipv4"]?["dns-data"] == nil)
        #expect(SettingsCoder.decode(old, from: NMVersion(1, 30, 6)) == settings)
        #expect(SettingsCoder.encode(settings, for: NMVersion(1, 42))["ipv4"]?["dns-data"] == .strings(["10.0.0.53"]))
    }
}
