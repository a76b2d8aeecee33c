import Foundation
import Topology

/// The package's own folder.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// What validation says of a text: errors, or warnings and notes of a valid spec.
func diagnose(_ text: String, name: String = "spec.yaml") -> [Diagnostic] {
    diagnose([SpecSource(name: name, text: text)])
}

func diagnose(_ sources: [SpecSource]) -> [Diagnostic] {
    do {
        return try Topology.validate(sources).diagnostics
    } catch {
        return error.diagnostics
    }
}

/// One line for each problem, for tests of what is found and not of how it looks.
func summary(_ text: String) -> [String] {
    diagnose(text).map {
        "\($0.rule.rawValue) \($0.excerpt.map { "\($0.location.line):\($0.location.column)" } ?? "-") \($0.message)"
    }
}

/// Problems as the documentation shows them.
func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { diagnostic in
        var text = "\(diagnostic.severity) \(diagnostic.rule.rawValue): \(diagnostic.message)\n"
        if let excerpt = diagnostic.excerpt { text += render(excerpt) }
        for related in diagnostic.related {
            text += "  \(related.message):\n" + render(related.excerpt)
        }
        if let help = diagnostic.help { text += "  help: \(help)\n" }
        return text
    }.joined()
}

private func render(_ excerpt: Diagnostic.Excerpt) -> String {
    let number = "\(excerpt.location.line)"
    let blank = String(repeating: " ", count: number.count)
    return """
          --> \(excerpt.location)
          \(number) | \(excerpt.line)
          \(blank) | \(String(repeating: " ", count: excerpt.location.column - 1))\(String(repeating: "^", count: excerpt.length))

        """
}
