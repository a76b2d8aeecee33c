extension Rule {
    /// Whether `apply --force` turns an error of this rule into a warning.
    ///
    /// Such a rule forbids what can be represented and may even be intended, but cuts most hosts off; the trial shows
    /// whether it does.
    package var isForceable: Bool {
        switch self {
        case .addressTwice, .subnetOverlap, .gatewayOffLink, .twoDefaultGateways: true
        default: false
        }
    }
}
