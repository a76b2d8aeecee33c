import Commands

await Application.run()
