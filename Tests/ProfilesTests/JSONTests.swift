import Foundation
import GLib
import NetTypes
import OrderedCollections
import Profiles
import Testing

@Suite struct `Profiles as JSON` {
    @Test(arguments: Sample.examples + Sample.hard)
    func `the document has every setting and property of every profile`(sample: Sample) throws {
        let set = try sample.profiles()
        let text = JSONFormat.text(of: set)
        #expect(text.hasSuffix("}\n"))
        let document = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(document["schema"] as? String == "nm-topology/profiles/1")
        let entries = try #require(document["profiles"] as? [[String: Any]])
        #expect(entries.count == set.profiles.count)
        for (entry, profile) in zip(entries, set.profiles.values) {
            #expect(entry["interface"] as? String == profile.interface.text)
            #expect(entry["uuid"] as? String == profile.uuid.text)
            let settings = try #require(entry["settings"] as? [String: [String: Any]])
            #expect(Set(settings.keys) == Set(profile.settings.keys))
            for (name, properties) in profile.settings {
                let there = try #require(settings[name])
                #expect(Set(there.keys) == Set(properties.keys))
                for (key, value) in properties {
                    #expect(same(value, there[key]), "\(name).\(key): \(String(describing: there[key]))")
                }
            }
        }
    }

    private func same(_ value: SettingValue, _ json: Any?) -> Bool {
        switch value {
        case .string(let text): json as? String == text
        case .bool(let flag): json as? Bool == flag
        case .int32(let number): json as? Int == Int(number)
        case .uint8(let number): json as? Int == Int(number)
        case .uint16(let number): json as? Int == Int(number)
        case .uint32(let number): json as? Int == Int(number)
        case .int64(let number): json as? Int == Int(number)
        case .uint64(let number): json as? UInt64 == number
        case .bytes(let bytes): json as? [Int] == bytes.map(Int.init)
        case .strings(let list): json as? [String] == list
        case .stringMap(let map): json as? [String: String] == map
        case .maps(let maps):
            (json as? [[String: Any]]).map { list in
                list.count == maps.count
                    && zip(list, maps).allSatisfy { have, want in
                        have.count == want.count && want.allSatisfy { same($0.value, have[$0.key]) }
                    }
            } ?? false
        }
    }
}
