package import Planning
package import System

/// Who asks for something: what a trial records of its origin, and what is allowed and looked at because of it.
///
/// A front end makes one for each request: a command from its own process, a service from the peer of its socket.
package struct Caller: Hashable, Sendable {
    /// The name of the person, as the history shows it.
    package let user: String
    /// The user ID that decides what is permitted.
    package let effectiveUserID: UInt32
    /// The SSH login that the request comes through; `nil` for one from this host.
    package let session: RemoteSession?
    /// The process that carries out what is asked: while a trial is being applied, its death ends the trial, and SIGINT
    /// asks it to take the trial back.
    package let process: ProcessIdentity

    package init(user: String, effectiveUserID: UInt32, session: RemoteSession? = nil, process: ProcessIdentity) {
        self.user = user
        self.effectiveUserID = effectiveUserID
        self.session = session
        self.process = process
    }

    /// Profiles of the whole host may be read and changed only by root.
    package var isRoot: Bool { effectiveUserID == 0 }
}
