/// A change of the owner of a bus name: it got its first or another owner, or lost the one it had.
package struct NameOwnerChange: Sendable, Hashable {
    /// The name.
    package let name: BusName
    /// The unique name of the previous owner; `nil` if there was none.
    package let old: BusName?
    /// The unique name of the new owner; `nil` if there is none.
    package let new: BusName?

    /// Reads the bus's signal `NameOwnerChanged(s name, s old, s new)`, in which "" stands for nobody.
    ///
    /// - Parameter signal: The signal; any other signal gives `nil`.
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
