// BoxGeometry
