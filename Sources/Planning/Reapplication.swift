import Profiles

/// Which changes NetworkManager's `Device.Reapply` takes without interrupting the interface, by the properties' rows.
///
/// Source: `can_reapply_change()` of NetworkManager's device classes (nm-facts in the design notes list it by version).
package enum Reapplication {
    /// Whether Reapply takes all these changes together.
    package static func takes(_ changes: [PropertyChange]) -> Bool {
        changes.allSatisfy { $0.takes == .reapply || $0.takes == .nothing }
    }

    /// Whether the interface need not even be told of these changes.
    package static func isNeedless(for changes: [PropertyChange]) -> Bool {
        changes.allSatisfy { $0.takes == .nothing }
    }

    /// Why these changes need the link to be re-created.
    ///
    /// - Returns: `nil` when the existing link will do.
    package static func needsNewLink(_ changes: [PropertyChange]) -> Step.Reason? {
        for change in changes {
            switch change.takes {
            case .newLink(.byKernel): return .fixedByKernel
            case .newLink(.byNetworkManager): return .fixedByNetworkManager
            case .nothing, .reapply, .activate: continue
            }
        }
        return nil
    }
}

extension PropertyChange {
    fileprivate var takes: Property.Change { Setting.change(of: setting, property, from: old, to: new) }
}
