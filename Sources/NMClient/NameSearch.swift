import DBus

/// How names are looked up by an IP configuration.
package struct NameSearch: Sendable, Hashable {
    /// What is put behind a name that is not found, in order (`Searches`).
    package let domains: [String]
    /// The lower, the sooner its servers are asked (`DnsPriority`): NetworkManager's default for 0.
    package let priority: Int32

    /// - Returns: `nil` for an object that is no IP configuration.
    init?(_ object: ManagedObject) {
        let kinds = [".IP4Config", ".IP6Config"]
        guard let configuration = kinds.lazy.compactMap({ object.interfaces[NM.interface + $0] }).first else {
            return nil
        }
        domains = (configuration["Searches"]?.array ?? []).compactMap(\.string)
        priority = configuration["DnsPriority"]?.int32 ?? 0
    }
}
