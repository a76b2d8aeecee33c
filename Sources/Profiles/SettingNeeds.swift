package import NetTypes

extension Settings {
    /// A property or a whole setting that only newer versions of NetworkManager have.
    package struct Need: Hashable, Sendable {
        /// The spec's word for it, or NetworkManager's name where the spec has none.
        package let word: String
        /// The version that introduced it.
        package let release: NMVersion

        /// The spec's keys in the word, the outermost first: `dhcp4`, `client-id` of `dhcp4 client-id: none`.
        package var keys: [String] {
            word.prefix { $0 != ":" }.split { $0 == " " || $0 == "." }.map(String.init)
        }
    }

    /// What of these settings a version of NetworkManager does not know, by the rows of the table.
    ///
    /// - Parameter release: the version that is to take the settings.
    /// - Returns: what needs a newer version, sorted by its name; of a setting that is unknown as a whole, only that.
    package func needs(beyond release: NMVersion) -> [Need] {
        sorted { $0.key < $1.key }.flatMap { name, properties -> [Need] in
            let setting = Setting.named(name)
            if let needed = setting?.needs, needed > release { return [Need(word: name, release: needed)] }
            return properties.sorted { $0.key < $1.key }.flatMap { property, value -> [Need] in
                guard let row = setting?[property] else { return [] }
                let word = row.word ?? "\(name).\(property)"
                if let needed = row.needs, needed > release { return [Need(word: word, release: needed)] }
                if let needed = row.valueNeeds[value], needed > release {
                    if case .string(let text) = value { return [Need(word: "\(word): \(text)", release: needed)] }
                    return [Need(word: word, release: needed)]
                }
                if case .uint32(let number) = value, let need = row.bitNeed, number & need.bit != 0,
                    need.release > release
                {
                    return [Need(word: "\(word): \(need.word)", release: need.release)]
                }
                guard case .maps(let maps) = value else { return [] }
                return row.partNeeds.sorted { $0.key < $1.key }.compactMap { part, needed in
                    guard needed > release, maps.contains(where: { $0[part] != nil }) else { return nil }
                    return Need(word: "\(word).\(row.partWords[part] ?? part)", release: needed)
                }
            }
        }
    }
}
