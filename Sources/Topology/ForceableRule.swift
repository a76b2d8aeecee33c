extension Rule {
    /// What it forbids can be represented and may even be meant, but cuts most hosts off: `apply --force` lets it
    /// through as a warning, and the trial shows how it works out.
    package var isForceable: Bool {
        switch self {
        case .addressTwice, .subnetOverlap, .gatewayOffLink, .twoDefaultGateways: true
        default: false
        }
    }
}
