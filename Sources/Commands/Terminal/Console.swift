import Glibc
import Rendering
import Synchronization

/// Standard output for data, standard error for people.
enum Console {
    /// Prints to standard output, for people: in the characters of their locale.
    static func out(_ text: String) { document(inLocale(text)) }

    /// Prints a document to standard output, as it is: it is UTF-8 whatever the locale.
    ///
    /// A reader that has gone has what it wanted; any other failure is remembered.
    static func document(_ text: String) {
        printed.withLock { $0 = true }
        write(text)
    }

    private static func write(_ text: String) {
        let reason = write(text, to: STDOUT_FILENO)
        if let reason, reason != EPIPE { lost.withLock { $0 = $0 ?? reason } }
    }

    /// Prints a document for programs: indented, or on one line where it is the last of many.
    static func document(_ report: some Encodable) {
        document(DocumentForm.asked == .lines ? JSONOutput.line(report) : JSONOutput.text(report))
    }

    /// Prints one of many documents, each on its line; the last of them is printed with `document`.
    static func line(_ report: some Encodable) { write(JSONOutput.line(report)) }

    /// Why data that was to be printed could not be: an error number, or `nil`.
    static var failure: Int32? { lost.withLock { $0 } }

    private static let lost = Mutex<Int32?>(nil)

    /// Something was printed to standard output: a second document after it would spoil both.
    static var hasPrinted: Bool { printed.withLock { $0 } }

    private static let printed = Mutex(false)

    /// Prints to standard error, in the characters of the locale.
    ///
    /// Nobody is there any more when a terminal was cut: that is no error.
    static func err(_ text: String) { _ = write(inLocale(text), to: STDERR_FILENO) }

    private static func inLocale(_ text: String) -> String { ShowTerminal.isUnicode ? text : text.ascii }

    /// Colour only on a terminal, and not where NO_COLOR is set to anything (no-color.org).
    static func style(of descriptor: Int32) -> Style {
        let refused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let dumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
        return Style(isColoured: isatty(descriptor) == 1 && !refused && !dumb)
    }

    /// Somebody sits at a terminal, to read and to answer.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// The columns of the terminal behind a descriptor; `nil` where there is none, and lines may be as long as they are.
    static func width(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// The columns that help is written for: as the argument parser finds them.
    static var columns: Int {
        getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? width(of: STDOUT_FILENO) ?? 80
    }

    /// Lines and columns of the terminal on standard error.
    static var size: (rows: Int, columns: Int) {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
            return (24, 80)
        }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    /// The local time of day, `14:03:12`.
    static func time(_ date: Int64) -> String {
        let parts = local(date)
        return [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined(separator: ":")
    }

    /// The local date and time, `2026-11-22 14:03:12`.
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
