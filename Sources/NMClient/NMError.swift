/// A request to NetworkManager that did not succeed.
package struct NMError: Error, Sendable, Hashable {
    /// The kind of failure: switch on this, never on the text.
    package enum Code: Sendable, Hashable {
        /// NetworkManager or the bus is not there, or went away before it answered.
        case notRunning
        /// Not allowed. The polkit action that would allow it, where there is one; the D-Bus policy refused otherwise.
        case permissionDenied(action: String?)
        /// There is no such profile, or it fits no device.
        case unknownConnection
        /// There is no such device, or none that fits.
        case unknownDevice
        /// The object is not there any more, or does not have the method.
        case unknownObject
        /// A setting is not known or does not fit the others.
        case invalidSetting
        /// A property is not known, has the wrong type or a value that is not allowed.
        case invalidProperty
        /// A setting or property that is needed is missing.
        case missingProperty
        /// There is a profile with this UUID already.
        case uuidExists
        /// The profile, or the change to it, does not fit the device as it is.
        case incompatibleConnection
        /// The link could not be created.
        case creationFailed
        /// What the activation depends on failed.
        case dependencyFailed
        /// What was to be taken down or reapplied is not active.
        case notActive
        /// The arguments do not make sense together, or a flag is newer than this NetworkManager.
        case invalidArguments
        /// A device is in somebody's checkpoint already.
        case checkpointOverlap
        /// Somebody changed the profile or device meanwhile.
        case versionMismatch
        /// NetworkManager or one of its plugins cannot do this.
        case notSupported
        /// The bus refuses more requests of this program.
        case limitsExceeded
        /// No answer in time. It may have been done nevertheless.
        case timedOut
        /// The connection to the bus ended. It may have been done nevertheless.
        case disconnected
        /// The task was cancelled. It may have been done nevertheless.
        case cancelled
        /// The answer was not of the promised type.
        case unexpectedReply
        /// Something else: see the remote name.
        case other
    }

    /// The kind of failure.
    package let code: Code
    /// The D-Bus method that failed.
    package let member: String
    /// The D-Bus object that the method was called on.
    package let object: String
    /// The D-Bus error name, word for word, where one came.
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
