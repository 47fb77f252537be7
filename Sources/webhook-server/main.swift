print("k3s-daas")
