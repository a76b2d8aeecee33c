import NetTypes

/// A dummy as the `dummies` section declares it: it has no keys of its own.
struct DummySpec: KindSpec {
    static let words = KindWords(
        section: "dummies", noun: "dummy", plural: "dummies", sample: "dummy0",
        synonyms: ["dummy", "dummys", "dummy-device", "dummy-devices"], link: LinkKind("dummy"))
    static let keys = ["mtu"]

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        .dummy(DummySpec())
    }

    var exit: Exit { .nowhere }
    var assembled: Interface.Kind { .dummy(Dummy()) }
}
