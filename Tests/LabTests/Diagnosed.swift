import Foundation
import LabSupport
import Testing

/// What `nm-topology diagnose --json` says.
struct Diagnosed: Decodable {
    struct Finding: Decodable {
        let code: String
        let severity: String
        let interfaces: [String]
        let message: String
        let seen: [Fact]
        let here: [Step]
        let network: [String]

        /// Everything in it that a person reads.
        var words: String {
            ([message] + seen.map(\.text) + here.map { $0.text + ($0.spec ?? "") + ($0.command ?? "") } + network)
                .joined(separator: "\n")
        }
    }

    struct Fact: Decodable {
        let text: String
        let command: String?
    }

    struct Step: Decodable {
        let text: String
        let command: String?
        let spec: String?
    }

    struct Scope: Decodable {
        let networkManager: Bool
        let probed: Bool
        let notSeen: [String]
    }

    let findings: [Finding]
    let scope: Scope

    var codes: [String] { findings.map(\.code) }

    subscript(code: String) -> Finding? { findings.first { $0.code == code } }
}

extension Lab {
    /// Diagnoses the host; the exit code must go with the findings, and the commands that show them must be there.
    func diagnose(_ options: String = "", sourceLocation: SourceLocation = #_sourceLocation) async throws -> Diagnosed {
        let result = try await host.run("nm-topology diagnose --json \(options)", timeout: .seconds(120))
        let report = try #require(
            try? JSONDecoder().decode(Diagnosed.self, from: Data(result.stdout.utf8)), "\(result)",
            sourceLocation: sourceLocation)
        #expect(result.status == (report.findings.isEmpty ? 0 : 2), "\(result)", sourceLocation: sourceLocation)
        for finding in report.findings {
            #expect(finding.seen.contains { $0.command != nil }, "\(finding)", sourceLocation: sourceLocation)
            for command in finding.seen.compactMap(\.command)
            where ["ip ", "bridge ", "cat ", "nmcli "].contains(where: { command.hasPrefix($0) }) {
                let shown = try await host.run(command)
                #expect(
                    shown.status == 0 && !shown.stdout.isEmpty, "\(command): \(shown)", sourceLocation: sourceLocation)
            }
        }
        return report
    }

    /// Nothing is found, with the probes too, which is to say that everything could be probed.
    func expectHealthy(_ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let plain = try await diagnose(sourceLocation: sourceLocation)
        #expect(plain.findings.isEmpty, "\(comment): \(plain.findings)", sourceLocation: sourceLocation)
        var probed = try await diagnose("--probe --seconds 6", sourceLocation: sourceLocation)
        // Pings may pass before LACP has begun to negotiate, and then not until it has done so.
        for _ in 0..<5 where probed.findings.isEmpty && probed.scope.notSeen.contains(where: { $0.contains("LACP") }) {
            probed = try await diagnose("--probe --seconds 6", sourceLocation: sourceLocation)
        }
        #expect(
            probed.findings.isEmpty && probed.scope.notSeen.isEmpty, "\(comment), probed: \(probed)",
            sourceLocation: sourceLocation)
    }

    /// Looks until a finding is there: LACP, spanning trees and counters take their time.
    func diagnose(
        until code: String, _ options: String = "", within limit: Duration = .seconds(60),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Diagnosed.Finding {
        let end = ContinuousClock.now + limit
        while true {
            let report = try await diagnose(options, sourceLocation: sourceLocation)
            if let finding = report[code] { return finding }
            if ContinuousClock.now >= end {
                return try #require(nil as Diagnosed.Finding?, "no \(code): \(report)", sourceLocation: sourceLocation)
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// Looks until nothing is found any more.
    func becomesHealthy(
        within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if try await diagnose(sourceLocation: sourceLocation).findings.isEmpty { break }
            try await Task.sleep(for: .seconds(1))
        }
        try await expectHealthy("in the end", sourceLocation: sourceLocation)
    }
}
