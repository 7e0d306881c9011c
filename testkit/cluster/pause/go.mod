module pgtether.dev/testkit/pause

go 1.24.0
