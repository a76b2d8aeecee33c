import Profiles
import Testing

@Suite struct `The digest of a profile` {
    private static let settings: Settings = [
        "connection": ["id": .string("br0"), "autoconnect-slaves": .int32(1)],
        "bridge": ["stp": .bool(false), "ageing-time": .uint32(0), "mac-address": .bytes([1, 2, 3])],
        "ipv4": [
            "address-data": .maps([["address": .string("10.0.0.1"), "prefix": .uint32(24)]]),
            "dns-search": .strings(["a", "b"]), "route-metric": .int64(-1),
        ],
        "bond": ["options": .stringMap(["mode": "802.3ad", "miimon": "100"])],
        "match": [:],
    ]

    @Test func `it is the first half of a SHA-256, in hexadecimal, and does not depend on the run`() {
        #expect(Profile.digest(of: ["a": ["b": .string("c")]]) == "7c613a42256bdfbbce4d839c8cb7569c")
        #expect(Profile.digest(of: Self.settings) == Profile.digest(of: Self.settings))
    }

    @Test func `our own tags do not count`() {
        var tagged = Self.settings
        tagged["user"] = ["data": .stringMap(["nm-topology.digest": "x"])]
        #expect(Profile.digest(of: tagged) == Profile.digest(of: Self.settings))
    }

    @Test func `any other value, type, name or order of any property changes it`() {
        var digests: Set<String> = [Profile.digest(of: Self.settings)]
        var count = 1
        func vary(_ change: (inout Settings) -> Void) {
            var settings = Self.settings
            change(&settings)
            digests.insert(Profile.digest(of: settings))
            count += 1
        }
        vary { $0["connection"]?["id"] = .string("br1") }
        vary { $0["connection"]?["id"] = .bytes(Array("br0".utf8)) }
        vary {
            $0["connection"]?["id"] = nil
            $0["connection"]?["name"] = .string("br0")
        }
        vary { $0["connection"]?["autoconnect-slaves"] = .int32(0) }
        vary { $0["connection"]?["autoconnect-slaves"] = .uint32(1) }
        vary { $0["connection"]?["autoconnect-slaves"] = .uint16(1) }
        vary { $0["connection"]?["autoconnect-slaves"] = .uint64(1) }
        vary { $0["connection"]?["autoconnect-slaves"] = .int64(1) }
        vary { $0["connection"]?["autoconnect-slaves"] = nil }
        vary { $0["bridge"]?["stp"] = .bool(true) }
        vary { $0["bridge"]?["stp"] = .string("false") }
        vary { $0["bridge"]?["mac-address"] = .bytes([1, 23]) }
        vary { $0["bridge"]?["mac-address"] = .bytes([12, 3]) }
        vary { $0["ipv4"]?["dns-search"] = .strings(["b", "a"]) }
        vary { $0["ipv4"]?["dns-search"] = .strings(["a,b"]) }
        vary { $0["ipv4"]?["dns-search"] = .strings(["a,s1:b"]) }
        vary { $0["ipv4"]?["dns-search"] = .strings([]) }
        vary { $0["ipv4"]?["address-data"] = .maps([["address": .string("10.0.0.1"), "prefix": .uint32(25)]]) }
        vary { $0["ipv4"]?["address-data"] = .maps([["address": .string("10.0.0.1")], ["prefix": .uint32(24)]]) }
        vary { $0["bond"]?["options"] = .stringMap(["mode": "802.3ad", "miimon": "10"]) }
        vary { $0["bond"]?["options"] = .stringMap(["mode": "802.3ad,s6:miimon=s3:100"]) }
        vary {
            $0["ipv6"] = $0["ipv4"]
            $0["ipv4"] = nil
        }
        vary { $0["ipv4"]?["x=1\nipv4.y"] = .bool(true) }
        vary { $0["ipv4"]?["x"] = .string("1\nipv4.y=true") }
        #expect(digests.count == count)
    }

    @Test func `every profile's digest differs, and changes with the spec`() throws {
        let one = try profiles("{version: 1, bridges: {a: {}, b: {}, c: {stp: true}}}")
        let two = try profiles("{version: 1, bridges: {a: {ageing-time: 10}, b: {}, c: {stp: true}}}")
        func digest(_ profile: Profile?) -> String { profile.map { Profile.digest(of: $0.settings) } ?? "" }
        #expect(Set(one.values.map(digest)).count == 3)
        #expect(digest(one["a"]) != digest(two["a"]))
        #expect(digest(one["b"]) == digest(two["b"]))
    }
}
