package import DBus
package import NetTypes

/// Something that happened in NetworkManager.
package enum NMEvent: Sendable, Hashable {
    /// A device changed its state (`Device.StateChanged`).
    case deviceStateChanged(ObjectPath, new: DeviceState, old: DeviceState, reason: DeviceStateReason)
    /// An activation changed its state (`Connection.Active.StateChanged`, since 1.8).
    case activeConnectionStateChanged(ObjectPath, ActiveConnectionState, reason: ActiveConnectionStateReason)
    /// An object appeared, with these properties by interface (`InterfacesAdded`).
    case added(ObjectPath, interfaces: [String: [String: Value]])
    /// An object disappeared, with these interfaces (`InterfacesRemoved`).
    case removed(ObjectPath, interfaces: [String])
    /// Properties of an object changed (`PropertiesChanged`).
    case propertiesChanged(ObjectPath, interface: String, [String: Value])
    /// The contents of a profile changed (`Settings.Connection.Updated`).
    case profileUpdated(ObjectPath)
    /// NetworkManager started or stopped, or was replaced if both owners are set; checkpoints do not survive this.
    case ownerChanged(old: BusName?, new: BusName?)
    /// The connection to the bus ended; this is the last event.
    case disconnected
}

extension NetworkManager {
    /// Listens to signals of NetworkManager, and to changes of its bus name's owner.
    ///
    /// The stream continues over a restart of NetworkManager, of which ``NMEvent/ownerChanged(old:new:)`` tells.
    ///
    /// - Parameter rules: Which signals; by default all.
    /// - Returns: Events from now on, in their order, buffered without limit: up to 60 for each device activated.
    /// - Throws: ``NMError`` if the bus refuses.
    package func events(_ rules: [MatchRule] = [MatchRule(sender: NM.name)]) async throws(NMError)
        -> AsyncStream<NMEvent>
    {
        let rules = rules + [MatchRule.ownerChanges(of: NM.name)]
        do {
            return try await connection.events(matching: rules, endingWith: .disconnected) { NMEvent($0) }
        } catch {
            throw NMError(error, in: Request("listen to NetworkManager", NM.path, BusName.bus.text, "AddMatch"))
        }
    }
}

extension MatchRule {
    /// Changes of the manager's own properties, among them the end of its start; each tells lists of all there are.
    package static let manager = MatchRule(
        sender: NM.name, path: NM.path, interface: NM.propertiesInterface, member: "PropertiesChanged")

    /// The signals without which no link, address, activation, profile or checkpoint of NetworkManager's comes, goes or
    /// changes: few for each activation.
    package static let turningPoints = [
        MatchRule(sender: NM.name, interface: NM.deviceInterface, member: "StateChanged"),
        MatchRule(sender: NM.name, interface: NM.activeInterface, member: "StateChanged"),
        MatchRule(sender: NM.name, interface: NM.profileInterface, member: "Updated"),
        MatchRule(sender: NM.name, interface: NM.objectManagerInterface),
    ]
}

extension NMEvent {
    init?(_ signal: Signal) {
        if let change = NameOwnerChange(signal) {
            self = .ownerChanged(old: change.old, new: change.new)
            return
        }
        let arguments = signal.arguments
        let numbers = arguments.compactMap(\.uint32)
        switch (signal.interface, signal.member) {
        case (NM.deviceInterface, "StateChanged") where numbers.count == 3:
            self = .deviceStateChanged(
                signal.path, new: DeviceState(rawValue: numbers[0]), old: DeviceState(rawValue: numbers[1]),
                reason: DeviceStateReason(rawValue: numbers[2]))
        case (NM.activeInterface, "StateChanged") where numbers.count == 2:
            self = .activeConnectionStateChanged(
                signal.path, ActiveConnectionState(rawValue: numbers[0]),
                reason: ActiveConnectionStateReason(rawValue: numbers[1]))
        case (NM.objectManagerInterface, "InterfacesAdded") where arguments.count == 2:
            guard let path = arguments[0].objectPath, let interfaces = arguments[1].settings else { return nil }
            self = .added(path, interfaces: interfaces)
        case (NM.objectManagerInterface, "InterfacesRemoved") where arguments.count == 2:
            guard let path = arguments[0].objectPath, let interfaces = arguments[1].strings else { return nil }
            self = .removed(path, interfaces: interfaces)
        case (NM.propertiesInterface, "PropertiesChanged") where arguments.count == 3:
            guard let interface = arguments[0].string, let changed = arguments[1].vardict else { return nil }
            self = .propertiesChanged(signal.path, interface: interface, changed)
        case (NM.profileInterface, "Updated"):
            self = .profileUpdated(signal.path)
        default: return nil
        }
    }
}
