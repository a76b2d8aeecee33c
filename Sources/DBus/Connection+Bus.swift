extension Connection {
    /// Asks the bus who owns a name.
    ///
    /// - Parameter name: The name.
    /// - Returns: The unique name of its owner; `nil` if nobody has it.
    /// - Throws: ``BusError`` if the bus could not be asked.
    package func nameOwner(of name: BusName) async throws(BusError) -> BusName? {
        let answer: Result<[Value], BusError>
        do {
            answer = .success(try await call(.bus("GetNameOwner", [.string(name.text)])))
        } catch {
            answer = .failure(error)
        }
        return try Connection.owner(answer)
    }

    /// Waits until the connection has ended, or the task is cancelled.
    ///
    /// It returns at once if the connection has already ended.
    package func waitUntilDisconnected() async {
        guard isConnected, !Task.isCancelled else { return }
        let id = calls.reserve(1).lowerBound
        await withTaskCancellationHandler {
            await withCheckedContinuation { disconnectWaiters[id] = $0 }
        } onCancel: {
            later { connection in connection.disconnectWaiters.removeValue(forKey: id)?.resume() }
        }
    }
}
