import NetTypes
import OrderedCollections
import Topology

extension NetplanReading {
    /// Whether a bond or bridge is one of Open vSwitch.
    func isOpenVSwitch(_ definition: Definition) -> Bool {
        guard ["bonds", "bridges"].contains(definition.section) else { return false }
        if definition.fields.peek("openvswitch") != nil { return true }
        guard case .list(let items)? = definition.fields.peek("interfaces")?.value else { return false }
        return items.contains { item in
            guard case .text(let id) = item.value else { return false }
            if let name = try? InterfaceName(id), patches[name] != nil { return true }
            guard let port = definitions[id] else { return false }
            if port.fields.peek("openvswitch") != nil { return true }
            return definition.section == "bridges" && port.section == "bonds" && isOpenVSwitch(port)
        }
    }

    /// Reads what is said of Open vSwitch as a whole: the patches between its bridges.
    mutating func openVSwitch(_ field: YAMLField) {
        var whole = values.fields(field)
        for pair in values.list(whole.take("ports")) {
            let ends = values.list(pair).compactMap { values.name($0) }
            if ends.count == 2, ends[0] != ends[1] {
                patches[ends[0]] = ends[1]
                patches[ends[1]] = ends[0]
            } else {
                values.refuse(pair, "two names")
            }
        }
        values.finish(whole)
    }

    mutating func switchBridge(_ fields: inout YAMLFields) -> OVSBridge {
        var bridge = OVSBridge()
        var own = values.fields(fields.take("openvswitch"))
        bridge.failMode = values.word(own.take("fail-mode"), as: OVSFailMode.self)
        bridge.multicastSnooping = values.flag(own.take("mcast-snooping"))
        bridge.rstp = values.flag(own.take("rstp"))
        values.finish(own)
        var parameters = values.fields(fields.take("parameters"))
        bridge.stp = values.flag(parameters.take("stp"))
        values.finish(parameters)
        _ = fields.take("interfaces")
        return bridge
    }

    mutating func switchBond(_ definition: Definition, _ fields: inout YAMLFields) -> Interface.Kind? {
        var own = values.fields(fields.take("openvswitch"))
        var parameters = values.fields(fields.take("parameters"))
        let field = fields.take("interfaces")
        let names = values.list(field).compactMap { resolve($0) }.filter { patches[$0] == nil }
        guard names.count > 1 else {
            leaveOut(
                definition.id, definition.field, "a bond of Open vSwitch joins two NICs or more, and no ends of patches"
            )
            return nil
        }
        // Open vSwitch's own default (ovs-vswitchd.conf.db(5)).
        var bond = OVSBond(mode: values.word(parameters.take("mode"), as: OVSBondMode.self) ?? .activeBackup)
        bond.lacp = values.word(own.take("lacp"), as: OVSLACP.self)
        values.finish(own)
        values.finish(parameters)
        var port = OVSPort(ports: [])
        port.bond = bond
        for name in names { attachments.append((name, .ovsPort(definition.name), field)) }
        return .ovsPort(port)
    }

    /// Puts the ports into a bridge of Open vSwitch.
    mutating func switchPorts(_ definition: Definition) {
        let field = definition.fields.peek("interfaces")
        guard definition.section == "bridges", values.imported.interfaces[definition.name] != nil else { return }
        var ports: [YAMLValues.SwitchPort] = []
        for item in values.list(field) {
            guard let name = resolve(item) else { continue }
            if let peer = patches[name] {
                guard isInBridge(peer) else {
                    leaveOut(name.text, item, "the other end of this patch, `\(peer)`, is in no bridge")
                    continue
                }
                values.add(YAMLInterface(name, item, .ovsInterface(OVSInterface(peer: peer))))
            }
            ports.append(YAMLValues.SwitchPort(name: name))
        }
        if let inner = internals[definition.name] { ports.append(YAMLValues.SwitchPort(name: inner)) }
        values.attach(ports + (tags[definition.name] ?? []), toOVS: definition.name, at: field)
    }

    /// Whether an end of a patch is a port of a bridge.
    private func isInBridge(_ name: InterfaceName) -> Bool {
        definitions.values.contains { definition in
            guard definition.section == "bridges", case .list(let items)? = definition.fields.peek("interfaces")?.value
            else { return false }
            return items.contains { if case .text(name.text) = $0.value { true } else { false } }
        }
    }
}
