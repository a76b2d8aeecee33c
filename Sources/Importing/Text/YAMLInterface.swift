import NetTypes
import OrderedCollections
import Topology

/// An interface of a YAML file while it is put together.
///
/// It is a class, since code that copies so many properties again and again would be large.
final class YAMLInterface {
    let name: InterfaceName
    /// Where the file has it.
    let field: YAMLField?
    var kind: Interface.Kind
    var mtu: Int?
    var ipv4 = IPConfiguration.disabled
    var ipv6 = IPConfiguration.disabled
    var common = CommonConfiguration()

    init(_ name: InterfaceName, _ field: YAMLField?, _ kind: Interface.Kind) {
        self.name = name
        self.field = field
        self.kind = kind
    }

    subscript(family: IPFamily) -> IPConfiguration {
        get { family == .v4 ? ipv4 : ipv6 }
        _modify { if family == .v4 { yield &ipv4 } else { yield &ipv6 } }
    }

    fileprivate var whole: Interface {
        var whole = Interface(name: name, kind: kind, mtu: mtu, ipv4: ipv4, ipv6: ipv6)
        whole.common = common
        return whole
    }
}

extension YAMLValues {
    /// Adds an interface, without what a family that has no addresses cannot have.
    mutating func add(_ interface: YAMLInterface) {
        for family in IPFamily.allCases where interface[family].method == .disabled {
            let own = interface[family]
            let lost =
                (own.gateway.map { ["the gateway \($0)"] } ?? []) + own.routes.map { "the route to \($0.destination)" }
                + own.dnsServers.map { "the DNS server \($0)" }
            for what in lost {
                imported.note(
                    .mistake, at: interface.field?.place, of: interface.name,
                    "\(what) cannot be on `\(interface.name)`, which has no \(family.label) address",
                    help: "Write it at an interface that has one.")
            }
            var bare = IPConfiguration.disabled
            bare.rules = own.rules
            bare.dnsSearch = own.dnsSearch
            interface[family] = bare
        }
        if interface.ipv4.method == .disabled, interface.ipv6.method == .disabled {
            if !(interface.ipv4.dnsSearch + interface.ipv6.dnsSearch).isEmpty {
                imported.note(
                    .mistake, at: interface.field?.place, of: interface.name,
                    "search domains cannot be on `\(interface.name)`, which has no address",
                    help: "Write them at an interface that has one.")
            }
            interface.ipv4.dnsSearch = []
            interface.ipv6.dnsSearch = []
        }
        let (v4, v6) = (interface.ipv4, interface.ipv6)
        if v4.method != .disabled, v6.method != .disabled, v4.routeMetric != v6.routeMetric,
            let metric = v4.routeMetric ?? v6.routeMetric
        {
            imported.note(
                .otherWords, at: interface.field?.place, of: interface.name,
                "`route-metric` is for IPv4 and IPv6 alike in a spec, \(metric) at `\(interface.name)`")
        }
        imported.add(interface.whole)
    }

    /// Makes an interface a port, without addresses where its controller does not leave it any.
    mutating func attach(_ name: InterfaceName, as attachment: Interface.Attachment, at field: YAMLField?) {
        let controller = attachment.controller
        if let port = imported.interfaces[name] {
            if let other = port.attachment?.controller {
                imported.note(
                    .mistake, at: field?.place, of: name,
                    "`\(name)` cannot be a port of `\(controller)`, since it is one of `\(other)`")
                return
            }
            let hasLayer3 = port.ipv4.method != .disabled || port.ipv6.method != .disabled
            let keeps = attachment.kind == .vrf || port.kind.name == .ovsInterface
            if !keeps, hasLayer3 || !port.ipv4.rules.isEmpty || !port.ipv6.rules.isEmpty {
                imported.note(
                    .mistake, at: field?.place, of: name,
                    "\(hasLayer3 ? "the addresses" : "the rules") of `\(name)` are left out, since it is a port"
                        + (controller.text == "p-\(name)" ? "" : " of `\(controller)`"),
                    help: "Write them at the interface that it is a port of, if they are in use.")
                imported.add(Interface(name: name, kind: port.kind, mtu: port.mtu))
            }
        }
        imported.attach([name], to: controller) { _ in attachment }
    }

    /// An interface, or a bond, in a bridge of Open vSwitch.
    struct SwitchPort {
        let name: InterfaceName
        var tag: VLANID?
        var trunks: [ClosedRange<Int>] = []
    }

    /// Puts interfaces into a bridge of Open vSwitch, each in a port of its own; a bond is a port already.
    mutating func attach(_ ports: [SwitchPort], toOVS bridge: InterfaceName, at field: YAMLField?) {
        for own in ports {
            let name = own.name
            var port = imported.interfaces[name]?.ovsPort ?? OVSPort(ports: [])
            (port.tag, port.trunks) = (own.tag, own.trunks)
            let own = port.bond == nil ? OVSPort.name(for: name) : name
            imported.add(Interface(name: own, kind: .ovsPort(port)))
            if port.bond == nil { attach(name, as: .ovsPort(own), at: field) }
            attach(own, as: .ovsBridge(bridge), at: field)
        }
    }

    /// Adds a route; a default route of the main table is the gateway.
    mutating func add(_ route: Route, to interface: YAMLInterface, at field: YAMLField) {
        let family = route.destination.family
        guard route.destination.isDefault, route.table ?? RoutingTable.main == RoutingTable.main,
            route.rejection == nil
        else {
            interface[family].routes.append(route)
            return
        }
        guard let gateway = route.via else {
            note(
                .noEqual, field, "a default route without a router has no equal in a spec",
                help: "Write the router as `gateway`.")
            return
        }
        if let other = interface[family].gateway {
            if other == gateway { return }
            // The one with the lower metric is in use.
            let isBetter = route.metric ?? 0 < interface[family].routeMetric ?? 0
            let (lost, kept) = isBetter ? (other, gateway) : (gateway, other)
            note(
                .mistake, field, "the default route by \(lost) is left out, since \(kept) is the gateway",
                help: "An interface has one gateway; write routes to single networks, or a `table` of its own.")
            if !isBetter { return }
        } else if let metric = interface[family].routeMetric, let own = route.metric, own != metric {
            note(
                .otherWords, field, "the gateway and DHCP have one `route-metric` in a spec, here \(own), not \(metric)"
            )
        }
        interface[family].gateway = gateway
        if let metric = route.metric { interface[family].routeMetric = metric }
        let reaches = interface[family].addresses.contains { $0.contains(gateway) }
        if route.isOnLink, !reaches, !gateway.isLinkLocal, let host = IPPrefix(gateway, length: family.bits) {
            interface[family].routes.append(Route(destination: host))
        }
        for (what, isGiven) in [
            ("an MTU", route.mtu != nil), ("a segment size", route.advertisedMSS != nil),
            ("a source address", route.source != nil),
        ] where isGiven {
            note(.noEqual, field, "\(what) of the default route has no equal in a spec")
        }
    }

    /// Reads the login at a switch, whose passwords go into files of their own.
    mutating func login(
        _ fields: inout YAMLFields, method: YAMLField?, of name: InterfaceName, at field: YAMLField,
        keys: (authorities: String, certificate: String, key: String, keyPassword: String)
    ) -> Login? {
        let inner = read(fields.take("phase2-auth"), "a way to tell the password") { text in
            let word = text.lowercased()
            return Login.Inner(rawValue: word.hasPrefix("auth=") ? String(word.dropFirst(5)) : word)
        }
        let eap = word(method, as: Login.Method.self)
        let password = fields.take("password")
        let keyPassword = fields.take(keys.keyPassword)
        guard let eap, let identity = text(fields.take("identity")) else {
            note(.noEqual, field, "the login at the switch is left out, since its method or identity is missing")
            return nil
        }
        var login = Login(method: eap, identity: identity)
        login.anonymousIdentity = text(fields.take("anonymous-identity"))
        login.authorities = text(fields.take(keys.authorities))
        login.certificate = text(fields.take(keys.certificate))
        login.privateKey = text(fields.take(keys.key))
        login.inner = eap == .tls ? nil : inner ?? .mschapv2
        if let secret = eap == .tls ? keyPassword : password {
            let file = "/etc/nm-topology/\(name).password"
            login.secretFile = file
            let isHash = if case .text(let text) = secret.value { text.hasPrefix("hash:") } else { false }
            note(
                isHash ? .unusable : .otherWords, secret,
                isHash
                    ? "the password is a hash, which NetworkManager does not take"
                    : "a spec has no passwords; this one is read from `\(file)`",
                help: "Write the password into `\(file)` (owner root, mode 0600).")
        }
        return login
    }
}

/// The name for the internal interface of a bridge of Open vSwitch that has addresses itself.
///
/// The kernel's interface has the bridge's name, but in a spec a name is one interface.
func internalName(of bridge: String) -> InterfaceName? {
    var short = ""
    for character in bridge where (short + String(character)).utf8.count <= 12 { short.append(character) }
    return try? InterfaceName("\(short)-if")
}
