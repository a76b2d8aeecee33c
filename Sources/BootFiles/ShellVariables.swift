import NetTypes

/// The variables of a shell fragment, as RHEL's network scripts have them.
package enum ShellVariables {
    /// Reads them, without quotes and without running anything; the last one of a name counts.
    ///
    /// - Parameter text: the fragment.
    /// - Returns: the values by name.
    package static func values(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmed
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { continue }
            let value = line[line.index(after: equals)...].trimmed
            values[line[..<equals].trimmed] = value.filter { $0 != "\"" && $0 != "'" }
        }
        return values
    }

    /// Whether a value of ONBOOT, NM_CONTROLLED and the like says no; one that is missing does not.
    package static func isNo(_ value: String?) -> Bool {
        ["no", "false", "n", "f", "0"].contains(value?.lowercased())
    }
}
