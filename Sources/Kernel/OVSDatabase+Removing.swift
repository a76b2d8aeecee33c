import FoundationEssentials

extension OVSDatabase {
    /// Takes bridges and ports out of the database, with the interfaces that only they have (RFC 7047 §3.2: a row that
    /// nothing refers to is deleted); blocks for some milliseconds, or two seconds where the server does not answer.
    ///
    /// - Parameters:
    ///   - names: of bridges and ports; one that is not there is no error.
    ///   - path: where ovsdb-server listens.
    /// - Throws: `OVSDatabaseError` where the server does not do it.
    package static func remove(_ names: Set<String>, from path: String = socket) throws(OVSDatabaseError) {
        guard let bytes = ask(rowsQuestion, path), let rows = rows(bytes) else {
            throw OVSDatabaseError(reason: "it does not answer")
        }
        guard let change = removal(of: names, rows) else { return }
        guard let answer = ask(change, path) else { throw OVSDatabaseError(reason: "it does not answer") }
        if let reason = refusal(answer) { throw OVSDatabaseError(reason: reason) }
    }

    private static let rowsQuestion =
        """
        {"id":0,"method":"transact","params":["Open_vSwitch",\
        {"op":"select","table":"Bridge","where":[],"columns":["_uuid","name","ports"]},\
        {"op":"select","table":"Port","where":[],"columns":["_uuid","name"]}]}
        """

    /// The rows of the bridges and of the ports.
    static func rows(_ bytes: [UInt8]) -> (bridges: [Item], ports: [Item])? {
        guard let answer = try? JSONDecoder().decode(Item.self, from: Data(bytes)),
            case .list(let tables)? = answer["result"], tables.count >= 2,
            case .list(let bridges)? = tables[0]["rows"], case .list(let ports)? = tables[1]["rows"]
        else { return nil }
        return (bridges, ports)
    }

    /// The transaction that removes rows.
    ///
    /// - Returns: `nil` where none has such a name.
    static func removal(of names: Set<String>, _ rows: (bridges: [Item], ports: [Item])) -> String? {
        func named(_ rows: [Item]) -> [String] {
            rows.compactMap { row in
                guard let name = row["name"]?.text, names.contains(name) else { return nil }
                return row["_uuid"]?.elements.first?.text.flatMap { UUID(uuidString: $0) }?.uuidString.lowercased()
            }
        }
        func deletion(_ table: String, _ column: String, _ uuids: [String]) -> String? {
            if uuids.isEmpty { return nil }
            let set = uuids.map { #"["uuid","\#($0)"]"# }.joined(separator: ",")
            return
                #"{"op":"mutate","table":"\#(table)","where":[],"mutations":[["\#(column)","delete",["set",[\#(set)]]]]}"#
        }
        let operations = [
            deletion("Bridge", "ports", named(rows.ports)), deletion("Open_vSwitch", "bridges", named(rows.bridges)),
        ].compactMap(\.self)
        if operations.isEmpty { return nil }
        return #"{"id":1,"method":"transact","params":["Open_vSwitch",\#(operations.joined(separator: ","))]}"#
    }

    /// Why a transaction was refused (RFC 7047 §4.1.3); `nil` where it was carried out.
    static func refusal(_ bytes: [UInt8]) -> String? {
        guard let answer = try? JSONDecoder().decode(Item.self, from: Data(bytes)),
            case .list(let results)? = answer["result"]
        else { return "it refuses the request" }
        for result in results {
            if let error = result["error"]?.text { return result["details"]?.text ?? error }
        }
        return nil
    }
}

/// Why Open vSwitch's database did not do what it was asked to do.
package struct OVSDatabaseError: Error, Hashable, Sendable {
    /// The end of a sentence.
    package let reason: String
}
