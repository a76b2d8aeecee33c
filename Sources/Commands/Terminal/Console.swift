import Glibc
import Rendering
import Synchronization

/// Writes to standard output, which is for data, and standard error, which is for people.
enum Console {
    /// Prints text for people to standard output, in the characters of their locale.
    static func out(_ text: String) { document(inLocale(text)) }

    /// Prints a document to standard output unchanged, in UTF-8 whatever the locale.
    ///
    /// If standard output cannot be written, `failure` tells why, except when its reader has gone: a reader that stops
    /// early has what it wanted.
    static func document(_ text: String) {
        printed.withLock { $0 = true }
        write(text)
    }

    private static func write(_ text: String) {
        let reason = write(text, to: STDOUT_FILENO)
        if let reason, reason != EPIPE { lost.withLock { $0 = $0 ?? reason } }
    }

    /// Prints a JSON document to standard output: on one line with `--progress json`, otherwise indented.
    static func document(_ report: some Encodable) {
        document(DocumentForm.asked == .lines ? JSONOutput.line(report) : JSONOutput.text(report))
    }

    /// Prints one of many JSON documents, each on a line; `document` prints the last one.
    static func line(_ report: some Encodable) { write(JSONOutput.line(report)) }

    /// The error number of the first write to standard output that failed; `nil` if none did.
    static var failure: Int32? { lost.withLock { $0 } }

    private static let lost = Mutex<Int32?>(nil)

    /// Whether standard output has text or a final document, which a further document would spoil.
    static var hasPrinted: Bool { printed.withLock { $0 } }

    private static let printed = Mutex(false)

    /// Prints text for people to standard error, in the characters of their locale.
    ///
    /// A failure is ignored: after the end of a terminal nobody reads.
    static func err(_ text: String) { _ = write(inLocale(text), to: STDERR_FILENO) }

    private static func inLocale(_ text: String) -> String { ShowTerminal.isUnicode ? text : text.ascii }

    /// The style for a descriptor: with colours on a terminal, unless NO_COLOR is set to anything (no-color.org).
    static func style(of descriptor: Int32) -> Style {
        let refused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let dumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
        return Style(isColoured: isatty(descriptor) == 1 && !refused && !dumb)
    }

    /// Whether standard input and standard error are a terminal, so that somebody can read and answer.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// The columns of the terminal behind a descriptor; `nil` if it is no terminal, and lines need no breaking.
    static func width(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// The columns to which help is wrapped, found as the argument parser finds them.
    static var columns: Int {
        getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? width(of: STDOUT_FILENO) ?? 80
    }

    /// The rows and columns of the terminal on standard error; 24 and 80 if it is none.
    static var size: (rows: Int, columns: Int) {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
            return (24, 80)
        }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    /// Formats a time in seconds since 1970 as the local time of day, such as `14:03:12`.
    static func time(_ date: Int64) -> String {
        let parts = local(date)
        return [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined(separator: ":")
    }

    /// Formats a time in seconds since 1970 as the local date and time, such as `2026-11-22 14:03:12`.
    static func dateTime(_ date: Int64) -> String {
        let parts = local(date)
        return "\(parts.tm_year + 1900)-\(twoDigits(parts.tm_mon + 1))-\(twoDigits(parts.tm_mday)) \(time(date))"
    }

    private static func local(_ date: Int64) -> tm {
        var seconds = time_t(date)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return parts
    }

    private static func twoDigits(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }

    private static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            bytes = bytes.dropFirst(count)
        }
        return nil
    }
}
