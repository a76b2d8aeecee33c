import Foundation
import Glibc
import Sandbox

/// The control channel of one running lab: lines out, events in.
actor Console {
    enum Event: Hashable {
        case up
        case done(Int)
        case flushed(Int)
    }

    private enum Answer {
        case value(Int)
        case failure(any Error)
    }

    private var arrived: [Event: Int] = [:]
    private var waiting: [Event: [Int: CheckedContinuation<Answer, Never>]] = [:]
    private var tickets = 0
    /// What was no event: the kernel's and init's complaints.
    private var noise: [String] = []
    private var complaint: String?
    private var ended = false

    /// Reads until the lab ends.
    func listen(to lines: AsyncStream<String>) async {
        for await line in lines { take(line) }
        ended = true
        for event in waiting.keys { answer(event, .failure(LabError.died(console: tail))) }
    }

    /// What init could not do, as it said.
    var failure: String? { complaint }

    /// The end of the console, for a report.
    var tail: String { noise.suffix(40).joined(separator: "\n") }

    /// Waits for an event, which may have come already.
    func wait(for event: Event, limit: Duration, what: String) async throws -> Int {
        let ticket = tickets
        tickets += 1
        let alarm = Task {
            try await Task.sleep(for: limit)
            answer(event, ticket: ticket, .failure(LabError.tookTooLong(what, limit: limit)))
        }
        defer { alarm.cancel() }
        let result: Answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let status = arrived.removeValue(forKey: event) {
                    continuation.resume(returning: .value(status))
                } else if ended {
                    continuation.resume(returning: .failure(LabError.died(console: tail)))
                } else if Task.isCancelled {
                    continuation.resume(returning: .failure(CancellationError()))
                } else {
                    waiting[event, default: [:]][ticket] = continuation
                }
            }
        } onCancel: {
            Task { await self.answer(event, ticket: ticket, .failure(CancellationError())) }
        }
        switch result {
        case .value(let status): return status
        case .failure(let error): throw error
        }
    }

    private func take(_ line: String) {
        switch AgentLine(line) {
        case .up: arrive(.up, 0)
        case .done(let id, let status): arrive(.done(id), status)
        case .flushed(let id): arrive(.flushed(id), 0)
        case .failed(let why): complaint = why
        case .noise(let text): noise.append(text)
        }
    }

    private func arrive(_ event: Event, _ status: Int) {
        if waiting[event] == nil { arrived[event] = status } else { answer(event, .value(status)) }
    }

    private func answer(_ event: Event, _ answer: Answer) {
        for continuation in (waiting.removeValue(forKey: event) ?? [:]).values {
            continuation.resume(returning: answer)
        }
    }

    private func answer(_ event: Event, ticket: Int, _ answer: Answer) {
        waiting[event]?.removeValue(forKey: ticket)?.resume(returning: answer)
        if waiting[event]?.isEmpty == true { waiting[event] = nil }
    }
}
