/// A link that detects no duplicate IPv6 addresses while a trial moves addresses to it.
package struct Quieted: Codable, Hashable, Sendable {
    /// The link's name.
    package let link: String
    /// What the link does otherwise (`accept_dad`, Linux's ip-sysctl.rst): 0 nothing, 1 detect them.
    package let usual: Int

    private enum CodingKeys: String, CodingKey {
        case link = "link"
        case usual = "usual"
    }

    package init(link: String, usual: Int) {
        self.link = link
        self.usual = usual
    }
}
