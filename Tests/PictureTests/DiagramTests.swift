import Foundation
import FoundationXML
import Host
import LabSupport
import OrderedCollections
import Picture
import Testing
import Topology

/// Pictures that between them have everything: fans, joins, long ways, marks, long and odd names.
enum Pictures {
    static let all = ["thread", "host", "comparison", "forty", "filtering", "several ways", "odd names", "guests"]

    static func named(_ name: String) throws -> Picture {
        switch name {
        case "thread": return Picture(of: try threadTopology())
        case "host": return Picture(of: try World.thread().host())
        case "comparison":
            var world = try World.thread()
            world.links[2].isUp = false
            return Picture(of: try fortyVLANs(), on: world.host())
        case "forty": return Picture(of: try fortyVLANs())
        case "filtering": return Picture(of: try topology(try Fixture.text("examples/vlan-filtering.yaml")))
        case "guests":
            return Picture(
                of: try topology(try Fixture.text("examples/guests.yaml")), on: try World.thread().host())
        case "several ways":
            return Picture(
                of: try topology(
                    """
                    version: 1
                    bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup}}
                    vlans: {v7: {parent: bond0, id: 7}, v8: {parent: enp5s0, id: 8}, v9: {parent: v7, id: 9}}
                    bridges: {br0: {ports: [v9, enp4s0, v8]}, br1: {ports: [enp6s0]}, br2: {ports: []}}
                    """))
        default:
            var world = World()
            world.link("a\"<b>&'\\`#;{}")
            world.link("日本語網路")
            world.link("br\\n%0%|", kind: "bridge") { $0.bridge = .init() }
            world.links[0].plug(into: 3)
            world.links[1].plug(into: 3)
            return Picture(of: world.host())
        }
    }
}

@Suite struct `A drawing` {
    @Test(arguments: Pictures.all)
    func `has boxes that do not overlap, and wires that cross none`(name: String) throws {
        let picture = try Pictures.named(name)
        let layout = Layout(picture)
        #expect(layout.boxes.count == picture.nodes.count)
        #expect(layout.wires.count == picture.edges.count)
        let frames = layout.boxes.map(\.frame)
        for (index, a) in frames.enumerated() {
            #expect(a.x >= 0 && a.y >= 0 && a.maxX <= layout.width && a.maxY <= layout.height)
            for b in frames[(index + 1)...] {
                let apart = a.maxX <= b.x || b.maxX <= a.x || a.maxY + 4 <= b.y || b.maxY + 4 <= a.y
                #expect(apart, "\(layout.boxes[index].node.name)")
            }
        }
        for wire in layout.wires {
            for (from, to) in zip(wire.points, wire.points.dropFirst()) {
                #expect(from.x == to.x || from.y == to.y, "only horizontal and vertical")
                for frame in frames {
                    let inside =
                        max(from.x, to.x) > frame.x + 0.1 && min(from.x, to.x) < frame.maxX - 0.1
                        && max(from.y, to.y) > frame.y && min(from.y, to.y) < frame.maxY
                    #expect(!inside, "\(from) to \(to) through \(frame)")
                }
            }
        }
    }

    @Test(arguments: Pictures.all)
    func `has wires from the right side of one box to the left side of the other`(name: String) throws {
        let picture = try Pictures.named(name)
        let layout = Layout(picture)
        let frames = Dictionary(uniqueKeysWithValues: layout.boxes.map { ($0.node.id, $0.frame) })
        var ends = Set(
            layout.wires.map { wire in
                [wire.points.first?.x, wire.points.first?.y, wire.points.last?.x, wire.points.last?.y].map { $0 ?? 0 }
            })
        for edge in picture.edges {
            let from = try #require(frames[edge.from])
            let to = try #require(frames[edge.to])
            #expect(from.maxX < to.x, "from the wire on the left to the guests on the right")
            #expect(ends.remove([from.maxX, from.midY, to.x, to.midY]) != nil, "\(edge)")
        }
    }

    @Test func `has a column for each kind on the thread's host`() throws {
        #expect(
            Layout(try Pictures.named("host")).headings.map(\.text) == [
                "NICs", "bonds", "VLANs", "bridges", "guests' ports",
            ])
    }

    @Test(arguments: Pictures.all)
    func `is XML with all texts in it, and inside of their boxes`(name: String) throws {
        let picture = try Pictures.named(name)
        let svg = SVGFormat.text(of: picture, title: "<a> & \"b\"")
        let reader = SVGReader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.texts.first?.text == "<a> & \"b\"")
        for node in picture.nodes.values {
            #expect(reader.texts.contains { $0.text.hasSuffix(node.name) }, "\(node.name)")
        }
        let frames = Layout(picture).boxes.map(\.frame)
        for text in reader.texts
        where frames.contains(where: { $0.x < text.x && text.x < $0.maxX && $0.y < text.y && text.y < $0.maxY }) {
            // As wide as the widest of the fonts that may be taken; twice that for Chinese.
            let cells = text.text.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) }
            let end = text.x + Double(cells) * text.size * 0.618
            let frame = try #require(
                frames.first { $0.x < text.x && text.x < $0.maxX && $0.y < text.y && text.y < $0.maxY })
            #expect(end <= frame.maxX && text.y <= frame.maxY - 4, "“\(text.text)” leaves its box")
        }
    }
}

/// The texts of a drawing with their places.
private final class SVGReader: NSObject, XMLParserDelegate {
    var texts: [(text: String, x: Double, y: Double, size: Double)] = []
    private var isInText = false

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        guard element == "text" else { return }
        isInText = true
        let isLarge = ["name", "title"].contains(attributes["class"] ?? "")
        texts.append(
            ("", Double(attributes["x"] ?? "") ?? 0, Double(attributes["y"] ?? "") ?? 0, isLarge ? 14 : 11))
    }

    func parser(
        _ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?
    ) {
        if element == "text" { isInText = false }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if isInText { texts[texts.count - 1].text += string }
    }
}

@Suite struct `Diagrams for other programs` {
    @Test func `Mermaid of the thread's spec`() throws {
        #expect(
            MermaidFormat.text(of: try Pictures.named("thread")) == """
                flowchart LR
                    n0["enp2s0<br/>NIC"]
                    n1["enp3s0<br/>NIC"]
                    n2["bond0<br/>bond<br/>802.3ad"]
                    n3["bond0.100<br/>VLAN 100<br/>10.0.100.10/24, gateway 10.0.100.1<br/>DNS 10.0.100.53"]
                    n4["bond0.200<br/>VLAN 200"]
                    n5["br200<br/>bridge"]
                    n6["bond0.300<br/>VLAN 300"]
                    n7["br300<br/>bridge"]
                    n0 --- n2
                    n1 --- n2
                    n2 --- n3
                    n2 --- n4
                    n2 --- n6
                    n4 --- n5
                    n6 --- n7

                """)
    }

    /// Mermaid itself needs a browser; this is the part of its grammar that is used, and nothing else may come.
    @Test(arguments: Pictures.all)
    func `Mermaid gets only what every version reads`(name: String) throws {
        let picture = try Pictures.named(name)
        let lines = MermaidFormat.text(of: picture).split(separator: "\n").map(String.init)
        #expect(lines.first == "flowchart LR")
        let label = #/    n(\d+)\["(?!-)(?:[A-Za-z0-9 .,:\/\-]|<br\/>|#\d+;)+"\]/#
        let link = #/    n(\d+) (?:---|-\.-) n(\d+)/#
        let style = #/    classDef [a-z]+ [a-z:#0-9,\- ]+|    class n\d+(?:,n\d+)* [a-z]+/#
        var nodes = 0
        var links = 0
        for line in lines.dropFirst() {
            if let match = line.wholeMatch(of: label) {
                #expect(Int(match.1) == nodes)
                nodes += 1
            } else if let match = line.wholeMatch(of: link) {
                #expect((Int(match.1) ?? .max) < nodes && (Int(match.2) ?? .max) < nodes)
                links += 1
            } else {
                #expect(line.wholeMatch(of: style) != nil, "\(line)")
            }
        }
        #expect(nodes == picture.nodes.count && links == picture.edges.count)
    }

    @Test func `Graphviz gets names to the letter`() throws {
        let dot = DotFormat.text(of: try Pictures.named("odd names"))
        #expect(dot.contains(#"label="br\\n%0%|\l"#))
        #expect(dot.contains(#"label="a\"<b>&'\\`#;{}\l"#))
    }

    static let hasGraphviz = access("/usr/bin/dot", X_OK) == 0

    @Test(.enabled(if: hasGraphviz, "Graphviz is not installed: apt-get install graphviz"), arguments: Pictures.all)
    func `Graphviz draws every node and edge`(name: String) throws {
        let picture = try Pictures.named(name)
        let drawn = try Finished.run(
            ["/usr/bin/dot", "-Tsvg"], input: Array(DotFormat.text(of: picture).utf8),
            environment: ["LC_ALL": "C.UTF-8"])
        #expect(drawn.code == 0 && drawn.errors.isEmpty, "\(drawn.errors)")
        #expect(drawn.output.split(separator: "class=\"node\"").count - 1 == picture.nodes.count)
        #expect(drawn.output.split(separator: "class=\"edge\"").count - 1 == picture.edges.count)
    }
}

@Suite struct `The JSON of a picture` {
    private func json(_ picture: Picture, _ source: String, _ hasNetworkManager: Bool?) throws -> [String: Any] {
        let report = PictureReport(picture, source: source, hasNetworkManager: hasNetworkManager)
        return try #require(
            try JSONSerialization.jsonObject(with: try JSONEncoder().encode(report)) as? [String: Any])
    }

    @Test func `has nodes and edges with the same facts as the tree`() throws {
        let json = try json(try Pictures.named("host"), "host", false)
        #expect(json["schema"] as? String == "nm-topology/topology/1")
        #expect(json["source"] as? String == "host")
        #expect(json["networkManager"] as? Bool == false)
        let nodes = try #require(json["nodes"] as? [[String: Any]])
        func node(_ name: String) throws -> [String: Any] {
            try #require(nodes.first { $0["name"] as? String == name })
        }
        #expect(nodes.count == 10)
        let bond = try #require(try node("bond0")["bond"] as? [String: Any])
        #expect(bond["mode"] as? String == "802.3ad")
        #expect(bond["lacpPartner"] as? String == "4A:F4:C6:9E:2A:0D")
        #expect(try node("enp2s0")["speed"] as? Int == 10000)
        #expect(try node("enp2s0")["duplex"] as? String == "full")
        #expect((try node("enp2s0")["port"] as? [String: Any])?["aggregated"] as? Bool == true)
        let management = try node("bond0.100")
        #expect((management["vlan"] as? [String: Any])?["id"] as? Int == 100)
        #expect((management["addresses"] as? [[String: Any]])?.first?["address"] as? String == "10.0.100.10/24")
        #expect((management["gateways"] as? [[String: Any]])?.first?["address"] as? String == "10.0.100.1")
        #expect(Set(try node("vnet1").keys) == ["id", "name", "kind", "state", "mac", "port", "guestMACs"])
        let edges = try #require(json["edges"] as? [[String: String]])
        #expect(edges.contains(["from": "enp2s0", "to": "bond0", "relation": "port"]))
        #expect(edges.contains(["from": "bond0", "to": "bond0.100", "relation": "parent"]))
        #expect(edges.contains(["from": "br200", "to": "vnet1", "relation": "guest"]))
    }

    @Test func `of a comparison says how each compares`() throws {
        let json = try json(try Pictures.named("comparison"), "comparison", false)
        let nodes = try #require(json["nodes"] as? [[String: Any]])
        let comparisons = Dictionary(grouping: nodes) { $0["comparison"] as? String ?? "none" }.mapValues(\.count)
        #expect(comparisons["missing"] == 67 && comparisons["none"] == nil, "\(comparisons)")
        #expect(nodes.first { $0["name"] as? String == "enp3s0" }?["differences"] as? [String] == ["it is down"])
    }

    @Test func `every key of it is in docs/json md`() throws {
        let documented = try Fixture.text("docs/json.md")
        var keys: Set<String> = []
        func collect(_ value: Any) {
            if let object = value as? [String: Any] {
                keys.formUnion(object.keys)
                object.values.forEach(collect)
            } else if let list = value as? [Any] {
                list.forEach(collect)
            }
        }
        for name in Pictures.all { collect(try json(try Pictures.named(name), "host", true)) }
        for key in keys {
            #expect(["`\(key)`", ".\(key)`", "\(key)[]`"].contains { documented.contains($0) }, "\(key)")
        }
    }
}

@Suite struct `A picture that is folded` {
    @Test func `has one box for VLANs that are alike, and one for their bridges`() throws {
        let trunk = (201...250).map { "\($0): {bridge: br\($0)}" }.joined(separator: ", ")
        let picture = Picture(
            of: try topology(
                "{version: 1, bonds: {bond0: {ports: [eth0, eth1], mode: 802.3ad}}, trunks: {bond0: {\(trunk), "
                    + "300: {bridge: br300, mtu: 1400}, 301: {addresses: [10.0.0.2/24]}}}}"))
        #expect(picture.nodes.count == 3 + 100 + 3)
        let folded = picture.folded()
        let names = folded.nodes.values.map { "\($0.name): \($0.kindText)" }
        #expect(
            Set(names) == [
                "bond0: bond", "eth0: NIC", "eth1: NIC", "bond0.201 … bond0.250: 50 VLANs 201–250",
                "br201 … br250: 50 bridges", "bond0.300: VLAN 300", "br300: bridge", "bond0.301: VLAN 301",
            ])
        #expect(folded.edges.count == 2 + 1 + 1 + 1 + 1 + 1)
        let drawing = SVGFormat.text(of: folded, title: "spec")
        #expect(drawing.contains("50 VLANs 201–250"))
        #expect(SVGFormat.text(of: picture, title: "spec").count > 5 * drawing.count)
    }

    @Test func `keeps what differs, and what a guest is plugged into`() throws {
        let picture = Picture(of: try World.thread().host())
        #expect(picture.folded() == picture)
    }
}
