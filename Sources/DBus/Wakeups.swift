import Dispatch

/// The event sources that run a connection's pump: when its socket is readable, and on request when it is writable.
///
/// Cancel handlers hold the ``Handle``, so that the descriptor is closed only when no source watches it any more.
///
/// `@unchecked Sendable`: only the connection's queue uses it, and `deinit` runs when nobody else holds it. It learns
/// that the socket is ready, never what the bus sent.
final class Wakeups: @unchecked Sendable {
    private let handle: Handle
    private let queue: DispatchQueue
    private let pump: @Sendable () -> Void
    private let reader: any DispatchSourceRead
    private var writer: (any DispatchSourceWrite)?

    init(handle: Handle, queue: DispatchQueue, pump: @escaping @Sendable () -> Void) {
        self.handle = handle
        self.queue = queue
        self.pump = pump
        reader = DispatchSource.makeReadSource(fileDescriptor: handle.descriptor, queue: queue)
        reader.setEventHandler(handler: pump)
        reader.setCancelHandler { withExtendedLifetime(handle) {} }
        reader.activate()
    }

    deinit {
        reader.cancel()
        writer?.cancel()
    }

    /// Watches for room in the socket only while there is something to write; otherwise the source would fire for ever.
    func watchWriting(_ wanted: Bool) {
        if wanted, writer == nil {
            let source = DispatchSource.makeWriteSource(fileDescriptor: handle.descriptor, queue: queue)
            source.setEventHandler(handler: pump)
            source.setCancelHandler { [handle] in withExtendedLifetime(handle) {} }
            source.activate()
            writer = source
        } else if !wanted, let source = writer {
            source.cancel()
            writer = nil
        }
    }
}
