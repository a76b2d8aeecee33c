import DBus

/// How NetworkManager looks names up by an IP configuration.
package struct NameSearch: Sendable, Hashable {
    /// The domains that are appended to a name that is not found, in order (`Searches`).
    package let domains: [String]
    /// The rank of the configuration's servers, of which the lowest is asked first (`DnsPriority`); 0 is
    /// NetworkManager's default.
    package let priority: Int32

    /// Reads an IP configuration.
    ///
    /// - Returns: `nil` for an object of another kind.
    init?(_ object: ManagedObject) {
        let kinds = [".IP4Config", ".IP6Config"]
        guard let configuration = kinds.lazy.compactMap({ object.interfaces[NM.interface + $0] }).first else {
            return nil
        }
        domains = (configuration["Searches"]?.array ?? []).compactMap(\.string)
        priority = configuration["DnsPriority"]?.int32 ?? 0
    }
}
