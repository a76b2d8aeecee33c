import NetTypes

/// A VLAN, as `vlans` or `trunks` declares it.
struct VLANSpec: Sendable {
    let parent: Located<InterfaceName>
    let id: Located<VLANID>
    var tag: Located<VLANProtocol>?
    var ingressPriorityMap: [Located<String>] = []
    var egressPriorityMap: [Located<String>] = []

    static let keys = ["parent", "id", "protocol", "mtu", "ingress-priority-map", "egress-priority-map"]

    init(parent: Located<InterfaceName>, id: Located<VLANID>, tag: Located<VLANProtocol>?) {
        self.parent = parent
        self.id = id
        self.tag = tag
    }

    /// Reads a VLAN; `nil` when its parent or its id cannot be read.
    init?(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        let parent = fields.read("parent") { problems.name($0.value, at: $0.span, "`parent`") }
        let id = fields.read("id", problems.vlanID)
        tag = fields.read("protocol", problems.vlanProtocol)
        // The kernel's priorities are 32-bit numbers, those of the tag have 3 bits.
        ingressPriorityMap = fields.readList(
            "ingress-priority-map", example: #"ingress-priority-map: ["2:5"]"#, problems: problems
        ) { problems.priorityPair($0, from: 0...7, to: 0...4_294_967_295) }
        egressPriorityMap = fields.readList(
            "egress-priority-map", example: #"egress-priority-map: ["5:2"]"#, problems: problems
        ) { problems.priorityPair($0, from: 0...4_294_967_295, to: 0...7) }
        for key in ["parent", "id"] where fields.lacks(key) {
            let guess = name.value.split(separator: ".", maxSplits: 1).map(String.init)
            let example = guess.count == 2 && key == "parent" ? guess[0] : guess.count == 2 ? guess[1] : nil
            problems.error(
                .missingKey, "VLAN \(quoted(name.value)) needs `\(key)`", at: name.span,
                help: "write for example `\(key): \(example ?? (key == "id" ? "100" : "bond0"))`")
        }
        guard let parent, let id else { return nil }
        self.parent = parent
        self.id = id
    }
}

extension Problems {
    func vlanID(_ field: Field) -> Located<VLANID>? {
        guard let number = integer(field, in: VLANID.range, example: 100), let id = VLANID(number.value) else {
            return nil
        }
        return Located(value: id, span: number.span)
    }

    func vlanProtocol(_ field: Field) -> Located<VLANProtocol>? {
        if case .scalar(let text, _) = field.value.content,
            let tag = VLANProtocol.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() })
        {
            return Located(value: tag, span: field.value.span)
        }
        return word(field, as: VLANProtocol.self)
    }

    fileprivate func priorityPair(_ node: SpecNode, from: ClosedRange<Int>, to: ClosedRange<Int>) -> Located<String>? {
        guard let text = text(node, "a priority mapping", "a text `FROM:TO`", example: "\"2:5\"") else { return nil }
        let parts = text.value.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        guard parts.count == 2, numbers.count == 2, from.contains(numbers[0]), to.contains(numbers[1]) else {
            error(
                .badValue,
                "a priority mapping is `FROM:TO` with FROM from \(from.lowerBound) to \(from.upperBound) and TO from"
                    + " \(to.lowerBound) to \(to.upperBound), found \(quoted(text.value))",
                at: text.span, help: "write for example `\"2:5\"`")
            return nil
        }
        return Located(value: "\(numbers[0]):\(numbers[1])", span: text.span)
    }
}
