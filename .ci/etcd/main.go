// The etcd server of the tests, built from the module proxy, because not every machine can have a release.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
