package import NetTypes

/// An interface with nothing behind it: it holds addresses of the host that no cable failure takes down.
package struct Dummy: KindInTopology {
    package init() {}

    package func with(ports: [InterfaceName]) -> Interface.Kind { .dummy(self) }
}
