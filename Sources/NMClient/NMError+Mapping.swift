import DBus
import NetTypes

extension NMError {
    /// Translates the failure of a request.
    init(_ error: BusError, in request: Request) {
        let code = Code(error, in: request)
        self.init(
            code: code, member: request.member, object: request.path.text, remoteName: error.name,
            message: "cannot \(request.purpose) (\(request.member)): \(NMError.reason(error, code))",
            advice: NMError.advice(for: code, error))
    }

    /// The error for an answer that is not of the type that the interface promises.
    static func unexpectedReply(_ values: [Value], in request: Request) -> NMError {
        let answer = values.map(\.type.text).joined()
        return NMError(
            code: .unexpectedReply, member: request.member, object: request.path.text, remoteName: nil,
            message: "cannot \(request.purpose) (\(request.member)): unexpected reply of type \"\(answer)\"",
            advice: nil)
    }

    private static func reason(_ error: BusError, _ code: Code) -> String {
        if case .notRunning = code, error.name == "org.freedesktop.DBus.Error.NoReply" {
            return "NetworkManager left the bus before it answered, whether it was done is not known"
        }
        if case .notRunning = code, error.code == .remote { return "NetworkManager is not running" }
        guard let name = error.name else { return error.message }
        let short = name.split(separator: ".").last.map(String.init) ?? name
        // Known error names are shown by their last word, others in full.
        let shown = code == .other ? name : short
        return error.message.isEmpty ? shown : "\(shown): \(error.message)"
    }

    private static func advice(for code: Code, _ error: BusError) -> String? {
        switch code {
        case .notRunning:
            "check that NetworkManager is running (systemctl status NetworkManager) and try again"
        case .permissionDenied(let action?):
            "run as root, or grant \(action) to this user in a polkit rule"
        case .permissionDenied(nil):
            "run as root: the D-Bus policy reserves this for it"
        case .checkpointOverlap:
            "another program is in the middle of a change: wait until it has confirmed or its checkpoint has run out"
        case .uuidExists:
            "look for the profile that has this UUID (nmcli -f NAME,UUID,FILENAME connection show)"
        case .invalidProperty, .invalidSetting:
            "this NetworkManager may be too old for the setting: compare its version with the documentation"
        case .timedOut:
            "see what NetworkManager is doing (journalctl -u NetworkManager)"
        case .limitsExceeded:
            "other programs of this user may hold many bus connections: try again"
        case .dependencyFailed where error.message.holds("unmanaged"):
            "NetworkManager is told to leave links of this name alone: give it another name, or take the name out of "
                + "`unmanaged-devices` (NetworkManager --print-config shows it)"
        default: nil
        }
    }
}

extension NMError.Code {
    fileprivate init(_ error: BusError, in request: Request) {
        switch error.code {
        case .cannotConnect: self = .notRunning
        case .disconnected: self = .disconnected
        case .timedOut: self = .timedOut
        case .cancelled: self = .cancelled
        case .invalidArgument: self = .invalidArguments
        case .unsupported: self = .unexpectedReply
        case .remote: self = NMError.Code(remote: error.name ?? "", error.message, in: request)
        default: self = .other
        }
    }

    private init(remote name: String, _ message: String, in request: Request) {
        let prefix = "org.freedesktop.NetworkManager."
        if name.hasPrefix(prefix) {
            let short = String(name.dropFirst(prefix.count))
            self = NMError.Code.ofNetworkManager[short] ?? .other
            if short.hasSuffix("PermissionDenied") { self = .permissionDenied(action: request.action?.rawValue) }
            // NetworkManager has no error name of its own for this case.
            if self == .invalidArguments, request.member == "CheckpointCreate", message.holds("already included") {
                self = .checkpointOverlap
            }
        } else {
            self = NMError.Code.ofDBus[name] ?? .other
        }
    }

    /// NetworkManager's names without `org.freedesktop.NetworkManager.` (`src/libnm-core-public/nm-errors.h`).
    private static let ofNetworkManager: [String: NMError.Code] = [
        "UnknownConnection": .unknownConnection,
        "ConnectionNotAvailable": .unknownConnection,
        "UnknownDevice": .unknownDevice,
        "ConnectionNotActive": .notActive,
        "DependencyFailed": .dependencyFailed,
        "InvalidArguments": .invalidArguments,
        "MissingPlugin": .notSupported,
        "Settings.InvalidConnection": .unknownConnection,
        "Settings.ReadOnlyConnection": .notSupported,
        "Settings.NotSupported": .notSupported,
        "Settings.NotSupportedByPlugin": .notSupported,
        "Settings.FeatureDisabled": .notSupported,
        "Settings.FeatureRemoved": .notSupported,
        "Settings.UuidExists": .uuidExists,
        "Settings.InvalidArguments": .invalidArguments,
        "Settings.VersionIdMismatch": .versionMismatch,
        "Settings.Connection.InvalidSetting": .invalidSetting,
        "Settings.Connection.MissingSetting": .missingProperty,
        "Settings.Connection.InvalidProperty": .invalidProperty,
        "Settings.Connection.MissingProperty": .missingProperty,
        "Settings.Connection.SettingNotFound": .invalidSetting,
        "Settings.Connection.PropertyNotFound": .invalidProperty,
        "Device.CreationFailed": .creationFailed,
        "Device.InvalidConnection": .incompatibleConnection,
        "Device.IncompatibleConnection": .incompatibleConnection,
        "Device.NotActive": .notActive,
        "Device.NotSoftware": .notSupported,
        "Device.NotAllowed": .notSupported,
        "Device.VersionIdMismatch": .versionMismatch,
        "Device.MissingDependencies": .dependencyFailed,
        "Device.InvalidArgument": .invalidArguments,
    ]

    private static let ofDBus: [String: NMError.Code] = [
        "org.freedesktop.DBus.Error.AccessDenied": .permissionDenied(action: nil),
        "org.freedesktop.DBus.Error.ServiceUnknown": .notRunning,
        "org.freedesktop.DBus.Error.NameHasNoOwner": .notRunning,
        "org.freedesktop.DBus.Error.NoReply": .notRunning,
        "org.freedesktop.DBus.Error.Timeout": .timedOut,
        "org.freedesktop.DBus.Error.TimedOut": .timedOut,
        "org.freedesktop.DBus.Error.UnknownObject": .unknownObject,
        "org.freedesktop.DBus.Error.UnknownMethod": .unknownObject,
        "org.freedesktop.DBus.Error.UnknownInterface": .unknownObject,
        "org.freedesktop.DBus.Error.InvalidArgs": .invalidArguments,
        "org.freedesktop.DBus.Error.LimitsExceeded": .limitsExceeded,
    ]
}
