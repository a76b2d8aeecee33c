import GLib
import NetTypes
import OrderedCollections
import Profiles
import Topology

/// NetworkManager's keyfiles (nm-settings-keyfile(5)).
enum Keyfiles {
    static func read(_ files: [ImportFile]) throws(ImportFailure) -> Imported {
        var imported = Imported()
        var sources: OrderedDictionary<InterfaceName, ProfileImport.Source> = [:]
        for file in files {
            let read = try reading(of: file)
            let settings = read.settings
            let lines = INIText(file)
            let place = { @Sendable (setting: String, property: String) in lines.place(of: property, in: setting, file)
            }
            let id = text(settings["connection"]?["id"]) ?? file.lastName
            guard let name = name(of: settings, id) else {
                imported.note(
                    .leftOut, at: place("connection", "id"),
                    "profile “\(id)” is left out: it is for no interface by name",
                    help: "Write `interface-name=` into its group [connection]")
                continue
            }
            for key in read.unread {
                let entry = lines.sections.first { $0.name == key.group }?[key.name]
                imported.note(
                    .unusable, at: entry?.place ?? file.place(1), of: name,
                    "`\(key.name)` in [\(key.group)] cannot be read, and is left out: \((entry?.value ?? "").shown)")
            }
            let source = ProfileImport.Source(settings: settings, id: id, place: place)
            if let other = sources[name] {
                // NetworkManager takes that with the higher priority at a boot.
                let isHigher = source.priority > other.priority
                let (kept, left) = isHigher ? (source, other) : (other, source)
                sources[name] = kept
                imported.note(
                    .leftOut, at: left.place("connection", "id"),
                    "profile “\(left.id)” is left out: “\(kept.id)” is for \(name), too")
            } else {
                sources[name] = source
            }
        }
        return ProfileImport(sources, after: imported).imported
    }

    private static func reading(of file: ImportFile) throws(ImportFailure) -> KeyfileReading {
        do throws(KeyfileError) {
            return KeyfileReading(try Keyfile(parsing: file.text))
        } catch {
            throw ImportFailure(
                at: file.place(error.line ?? 1), "this is no keyfile of NetworkManager's: \(error.message)")
        }
    }

    private static func name(of settings: Settings, _ id: String) -> InterfaceName? {
        if let name = text(settings["connection"]?["interface-name"]) { return try? InterfaceName(name) }
        // Profiles of ours have the interface's name; what finds its NIC otherwise may have any.
        let isFound = settings["802-3-ethernet"]?["mac-address"] != nil || settings["match"]?["path"] != nil
        return isFound ? try? InterfaceName(id) : nil
    }

    fileprivate static func text(_ value: SettingValue?) -> String? {
        if case .string(let text)? = value, !text.isEmpty { text } else { nil }
    }
}

extension ProfileImport.Source {
    fileprivate var priority: Int32 {
        if case .int32(let number)? = settings["connection"]?["autoconnect-priority"] { number } else { 0 }
    }
}

extension INIText {
    /// Where a property of NetworkManager's is in a keyfile; its group, or the file, where the file does not have it.
    fileprivate func place(of property: String, in setting: String, _ file: ImportFile) -> SourceLocation {
        let rows = Setting.named(setting)
        let section = sections.first { $0.name == setting || $0.name == rows?.group }
        let names = KeyfileMeaning.spellings(of: KeyfileMeaning.Key(rows?.group ?? setting, property)).map(\.name)
        let stem = rows?.keyfileStem(of: property) ?? property
        let entry = section?.entries.first { entry in
            names.contains(entry.key)
                || entry.key.hasPrefix(stem) && entry.key.dropFirst(stem.count).allSatisfy(\.isNumber)
        }
        return entry?.place ?? section?.place ?? file.place(1)
    }
}
