/// A request to NetworkManager that did not succeed.
package struct NMError: Error, Sendable, Hashable {
    /// The kind of failure: switch on this, never on the text.
    package enum Code: Sendable, Hashable {
        /// NetworkManager or the bus is not there, or disappeared before it answered.
        case notRunning
        /// The request is not allowed; `action` is the polkit action that would allow it, `nil` where the D-Bus policy
        /// refused.
        case permissionDenied(action: String?)
        /// There is no such profile, or it fits no device.
        case unknownConnection
        /// There is no such device, or none that fits.
        case unknownDevice
        /// The object no longer exists, or does not have the method.
        case unknownObject
        /// A setting is unknown or does not fit the others.
        case invalidSetting
        /// A property is unknown, or has a wrong type or a forbidden value.
        case invalidProperty
        /// A required setting or property is missing.
        case missingProperty
        /// A profile with this UUID exists already.
        case uuidExists
        /// The profile, or the change to it, does not fit the device.
        case incompatibleConnection
        /// NetworkManager could not create the link.
        case creationFailed
        /// Another activation that this one depends on failed.
        case dependencyFailed
        /// The device or connection to be taken down or reapplied is not active.
        case notActive
        /// The arguments do not make sense together, or a flag is newer than this NetworkManager.
        case invalidArguments
        /// A device is already in another program's checkpoint.
        case checkpointOverlap
        /// Somebody has changed the profile or device meanwhile.
        case versionMismatch
        /// NetworkManager or one of its plugins cannot do this.
        case notSupported
        /// The bus does not accept more requests of this program.
        case limitsExceeded
        /// No answer came in time; NetworkManager may have carried out the request nevertheless.
        case timedOut
        /// The connection to the bus ended; NetworkManager may have carried out the request nevertheless.
        case disconnected
        /// The task was cancelled; NetworkManager may have carried out the request nevertheless.
        case cancelled
        /// The answer was not of the promised type.
        case unexpectedReply
        /// Another failure: see `remoteName`.
        case other
    }

    /// The kind of failure.
    package let code: Code
    /// The D-Bus method that failed.
    package let member: String
    /// The D-Bus object that the method was called on.
    package let object: String
    /// The D-Bus error name, verbatim, if there is one.
    package let remoteName: String?
    /// What failed and why, in one sentence without a full stop.
    package let message: String
    /// What the user can do about it, in one sentence without a full stop.
    package let advice: String?
}

extension NMError: CustomStringConvertible {
    /// The message; the advice is for a line of its own.
    package var description: String { message }
}
