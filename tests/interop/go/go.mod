module example.test/interop

go 1.18
