import CLinux
import Glibc

extension RouteSocket {
    /// Makes a link a port of a controller, or of none.
    ///
    /// - Parameters:
    ///   - index: The link.
    ///   - controller: The index of the bridge or bond; `nil` takes the link out of the one it is in.
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `ENODEV` when the link is gone, `EINVAL` or `ELOOP` when
    ///   the controller will not have it.
    package mutating func setController(of index: Int, to controller: Int?) throws(KernelError) {
        let purpose =
            controller.map { "make link \(index) a port of link \($0)" } ?? "take link \(index) out of its controller"
        var request = try Self.setLink(index, purpose)
        guard let number = UInt32(exactly: controller ?? 0) else {
            throw KernelError(.refused, purpose, number: ENODEV)
        }
        request.add(IFLA_MASTER, number)
        try change(request)
    }

    /// Sets a link up or down (`IFF_UP`).
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `ENODEV` when the link is gone.
    package mutating func setUp(_ index: Int, _ isUp: Bool) throws(KernelError) {
        let flag = UInt32(IFF_UP)
        let request = try Self.setLink(
            index, "set link \(index) \(isUp ? "up" : "down")", flags: isUp ? flag : 0, mask: flag)
        try change(request)
    }

    /// `RTM_SETLINK`, unlike `RTM_NEWLINK`, never creates a link.
    private static func setLink(
        _ index: Int, _ purpose: String, flags: UInt32 = 0, mask: UInt32 = 0
    ) throws(KernelError) -> Request {
        guard let number = Int32(exactly: index), number > 0 else {
            throw KernelError(.refused, purpose, number: ENODEV)
        }
        var header = ifinfomsg()
        header.ifi_index = number
        header.ifi_flags = flags
        header.ifi_change = mask
        return Request(RTM_SETLINK, header, purpose: purpose)
    }
}
