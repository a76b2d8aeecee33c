import FaultVerdict
import FoundationEssentials
import Glibc

// The judge of lab/faults; not installed.
//
//   faults-verdict clean FOLDER                    what is wrong with the clean run; ends with 1 when anything is
//   faults-verdict run CLEAN SLOT ROW PHASE AT     the verdict on the run in SLOT/scratch, or before and after a power cut
//                                                  in SLOT/before and SLOT/scratch: a line for the table (ROW PHASE WORD
//                                                  NETWORK), a line for people, and why it is not ok

/// Writes where a host differs from both networks into the folder of its run.
func writeDifferences(of run: RunFacts, touched: Set<String>, _ known: Known, into folder: String) {
    guard let look = run.looks["again"] ?? run.looks["end"], let host = try? look.get() else { return }
    for network in [Known.Network.old, .new] {
        let lines = known.difference(of: host, from: network, touched: touched).lines
        try? Data((lines.joined(separator: "\n") + "\n").utf8).write(
            to: URL(filePath: folder + "/diff." + network.rawValue))
    }
}

/// The verdict on a run; where its facts cannot be read, that is the verdict.
func judge(clean: String, slot: String, row: String, phase: String, at instant: String) {
    let name = "\(row) \(phase)"
    do {
        let known = try Known(folder: clean)
        let run = try RunFacts(folder: slot + "/scratch")
        let hasBefore = FileManager.default.fileExists(atPath: slot + "/before")
        let before = hasBefore ? try RunFacts(folder: slot + "/before") : nil
        let verdict = Judge(known: known).verdict(on: run, before: before)
        print("\(name) \(verdict.word.rawValue) \(verdict.network?.rawValue ?? "neither")")
        print("\(name) \(instant): \(verdict.line)")
        for reason in verdict.reasons { print("    \(reason)") }
        guard verdict.word != .ok else { return }
        writeDifferences(of: run, touched: (before ?? run).notes.touched, known, into: slot + "/scratch")
    } catch {
        print("\(name) RED neither\n\(name) \(instant): RED no answer\n    \(error)")
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case ("clean", 2):
    let complaints: [String]
    do { complaints = CleanRun(try RunFacts(folder: arguments[1])).complaints } catch { complaints = ["\(error)"] }
    for complaint in complaints { print(complaint) }
    exit(complaints.isEmpty ? 0 : 1)
case ("run", 6):
    judge(clean: arguments[1], slot: arguments[2], row: arguments[3], phase: arguments[4], at: arguments[5])
default:
    print("usage: faults-verdict clean FOLDER | run CLEAN SLOT ROW PHASE AT")
    exit(64)
}
