/// A name on the bus got another owner, its first one, or lost the one it had.
package struct NameOwnerChange: Sendable, Hashable {
    /// The name.
    package let name: BusName
    /// The unique name of its owner before, if it had one.
    package let old: BusName?
    /// The unique name of its owner from now on, if it has one.
    package let new: BusName?

    /// Reads the bus's signal `NameOwnerChanged(s name, s old, s new)`, in which "" stands for nobody.
    ///
    /// - Parameter signal: The signal; anything else gives `nil`.
    package init?(_ signal: Signal) {
        guard signal.sender == .bus, signal.member == "NameOwnerChanged", signal.arguments.count == 3,
            let name = signal.arguments[0].string, let old = signal.arguments[1].string,
            let new = signal.arguments[2].string, let name = try? BusName(name)
        else { return nil }
        self.name = name
        self.old = try? BusName(old)
        self.new = try? BusName(new)
    }
}
